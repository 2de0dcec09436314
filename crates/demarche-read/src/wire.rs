pub fn serve() {}
pub fn serve_with() {}
