//! Acknowledged means on the disk, as the system saw it: the calls of a process that takes a stream
//! in, traced.

use std::fs;
use std::process::Command;

use super::Folder;
use super::child::Order;
use super::stream::Planted;

#[test]
fn the_system_is_asked_to_sync_before_each_acknowledgement() {
    if !Command::new("strace")
        .arg("-V")
        .output()
        .is_ok_and(|done| done.status.success())
    {
        println!("skipped: no strace");
        return;
    }
    let folder = Folder::within(&std::env::temp_dir(), "trace");
    let order = Order {
        store: folder.store(),
        seed: 51,
        count: 12,
        overlap: 0,
        planted: Planted::Nothing,
        stop_at: None,
    };
    let trace = folder.0.join("trace");
    let child = order.command();
    let mut command = Command::new("strace");
    command
        .args([
            "-f",
            "-y",
            "-s",
            "32",
            "-e",
            "trace=write,pwrite64,fsync,fdatasync",
            "-o",
        ])
        .arg(&trace)
        .arg(child.get_program())
        .args(child.get_args());
    for (name, value) in child.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let done = command.output().expect("traced");
    if !String::from_utf8_lossy(&done.stdout).contains("all done") {
        println!(
            "skipped: strace may not trace: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        return;
    }
    let mut open = Vec::new();
    let mut folder_synced = false;
    let mut acknowledgements = 0;
    for line in fs::read_to_string(&trace).expect("a trace").lines() {
        let synced = line.contains("fsync(") || line.contains("fdatasync(");
        if line.contains("store.db-wal>") || line.contains("store.db>") {
            if synced {
                let file = if line.contains("-wal>") {
                    "-wal>"
                } else {
                    "store.db>"
                };
                open.retain(|write: &String| !write.contains(file));
            } else if line.contains("write") {
                open.push(line.to_owned());
            }
        } else if synced && line.contains(&format!("<{}>", folder.0.display())) {
            folder_synced = true;
        } else if line.contains("write(1") && line.contains("acknowledged") {
            acknowledgements += 1;
            assert!(folder_synced, "the name of the store was not synced");
            let log: Vec<_> = open.iter().filter(|line| line.contains("-wal>")).collect();
            assert!(
                log.is_empty(),
                "written and not synced before {line}:\n{log:?}"
            );
        }
    }
    println!("{acknowledgements} acknowledgements, each after the sync of what it says");
    assert!(acknowledgements > 4);
}
