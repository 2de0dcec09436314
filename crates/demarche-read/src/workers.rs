pub struct Limits; pub struct Pool;
