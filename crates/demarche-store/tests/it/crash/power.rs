//! Power loss: what was not synced is gone, or there in part, in any order; what was acknowledged
//! is there. The disk is a model: the changes that SQLite asked for, up to any of them.

use std::collections::BTreeMap;
use std::fs;

use demarche_store::{Config, check};

use super::disk::{Change, Disk};
use super::stream::{Intake, Planted, Stream, dump, oracle};
use super::{Folder, long};
use crate::newsroom::Dice;

/// What becomes of the changes that were not synced.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Loss {
    /// All are on the disk: only the process was killed.
    Nothing,
    /// All are gone.
    Everything,
    /// Some are gone.
    Some,
    /// Some are gone, and of others some sectors.
    Torn,
}

/// A file on the disk, and what has been asked since it was synced last.
#[derive(Clone, Debug, Default)]
struct File {
    /// None: no file of this name is sure to be there.
    durable: Option<Vec<u8>>,
    pending: Vec<Change>,
}

#[derive(Clone, Debug, Default)]
struct Model {
    files: BTreeMap<String, File>,
    acknowledged: usize,
}

const SECTOR: usize = 512;

fn put(content: &mut Option<Vec<u8>>, offset: usize, bytes: &[u8]) {
    let content = content.get_or_insert_default();
    if content.len() < offset + bytes.len() {
        content.resize(offset + bytes.len(), 0);
    }
    content[offset..offset + bytes.len()].copy_from_slice(bytes);
}

fn apply(content: &mut Option<Vec<u8>>, change: &Change) {
    match change {
        Change::Create { .. } => *content = Some(Vec::new()),
        Change::Delete { .. } => *content = None,
        Change::Truncate { size, .. } => content.get_or_insert_default().resize(*size, 0),
        Change::Write { offset, bytes, .. } => put(content, *offset, bytes),
        Change::Sync { .. } | Change::FolderSynced | Change::Acknowledged(_) => {}
    }
}

impl Model {
    fn note(&mut self, change: &Change) {
        match change {
            Change::Acknowledged(number) => self.acknowledged = *number,
            // Names of new files and the absence of deleted ones.
            Change::FolderSynced => {
                for file in self.files.values_mut() {
                    let names = |change: &Change| {
                        matches!(change, Change::Create { .. } | Change::Delete { .. })
                    };
                    if let Some(last) = file.pending.iter().rposition(names) {
                        let rest = file.pending.split_off(last + 1);
                        for change in file.pending.drain(..).filter(names) {
                            apply(&mut file.durable, &change);
                        }
                        file.pending = rest;
                    }
                }
            }
            Change::Sync { file } => {
                // SQLite's own VFS syncs the folder with the first sync of a new log.
                let file = self.files.entry(file.clone()).or_default();
                for change in std::mem::take(&mut file.pending) {
                    apply(&mut file.durable, &change);
                }
            }
            Change::Create { file }
            | Change::Delete { file, .. }
            | Change::Truncate { file, .. }
            | Change::Write { file, .. } => {
                let name = file;
                let file = self.files.entry(name.clone()).or_default();
                file.pending.push(change.clone());
                if matches!(change, Change::Delete { synced: true, .. }) {
                    file.durable = None;
                    file.pending.clear();
                }
            }
        }
    }

    /// The files as they are found after a loss.
    fn after(&self, loss: Loss, dice: &mut Dice) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for (name, file) in &self.files {
            let mut content = file.durable.clone();
            for change in &file.pending {
                let named = matches!(change, Change::Create { .. } | Change::Delete { .. });
                match loss {
                    Loss::Everything => break,
                    Loss::Nothing => apply(&mut content, change),
                    // Names are kept in a journal: one that is lost takes what follows with it.
                    _ if named && dice.chance(30) => break,
                    _ if named => apply(&mut content, change),
                    _ if dice.chance(50) => {}
                    Loss::Torn if dice.chance(50) => {
                        if let Change::Write { offset, bytes, .. } = change {
                            for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                                if dice.chance(50) {
                                    put(&mut content, offset + number * SECTOR, sector);
                                }
                            }
                        }
                    }
                    _ => apply(&mut content, change),
                }
            }
            if let Some(content) = content {
                files.insert(name.clone(), content);
            }
        }
        files
    }
}

/// The changes that taking a stream in asks for. It is taken in in parts, the store closed after
/// each, so that the log is copied into the file and deleted in between.
fn recorded(stream: &Stream, planted: Planted, deaf: bool) -> Vec<Change> {
    let folder = Folder::new("recorded");
    let disk = Disk::under(&folder.0);
    if deaf {
        disk.deafen();
    }
    let parts = [
        stream.items.len() / 3,
        stream.items.len() * 2 / 3,
        stream.items.len(),
    ];
    for part in parts {
        let part = Stream {
            items: stream.items[..part].to_vec(),
        };
        let config = Disk::config();
        let intake = Intake {
            store: &folder.store(),
            config: &config,
            planted,
            overlap: 0,
        };
        intake
            .run(&part, |number| {
                if number == 0 {
                    // Making a store ends with a sync of its folder; `trace` looks that it does.
                    disk.mark(Change::FolderSynced);
                } else {
                    disk.mark(Change::Acknowledged(number));
                }
            })
            .expect("taken in");
    }
    disk.changes()
}

fn lay_out(folder: &Folder, files: &BTreeMap<String, Vec<u8>>) {
    folder.clear();
    for (name, content) in files {
        fs::write(folder.0.join(name), content).expect("written");
    }
}

/// The states in which an undisturbed run of a stream may be found, each with the number of
/// articles in it.
fn states(stream: &Stream) -> Vec<(usize, String)> {
    let mut states = Vec::new();
    let whole = stream.items.len();
    // The parts of `recorded` cut some batches in two.
    for part in [whole / 3, whole * 2 / 3, whole] {
        let folder = Folder::new("oracle");
        states.extend(oracle(
            &folder.store(),
            &Stream {
                items: stream.items[..part].to_vec(),
            },
        ));
    }
    states
}

/// Whether the store in a folder holds a state in which what was acknowledged is kept.
fn keeps(folder: &Folder, states: &[(usize, String)], acknowledged: usize) -> Result<(), String> {
    let store = folder.store();
    let found = match dump(&store) {
        Ok(found) => found,
        // Lost before it was said to be there.
        Err(_) if acknowledged == 0 => return Ok(()),
        Err(error) => return Err(format!("acknowledged {acknowledged}: {error}")),
    };
    match states
        .iter()
        .find(|(number, state)| *number >= acknowledged && *state == found)
    {
        Some(_) => Ok(()),
        None => Err(format!(
            "acknowledged {acknowledged}, and the store holds:\n{found}"
        )),
    }
}

/// Loses power at every change in every way, and looks at each; every so often also goes on to the
/// end. The number of losses, or the first that does harm.
fn lose_power(changes: &[Change], stream: &Stream, every: usize) -> Result<usize, String> {
    let states = states(stream);
    let end = states.last().map(|(_, state)| state.clone());
    let folder = Folder::new("power");
    let mut model = Model::default();
    let mut losses = 0;
    let mut dice = Dice::new(5);
    for (number, change) in changes.iter().enumerate() {
        model.note(change);
        if !change.is_work() {
            continue;
        }
        let ways: &[Loss] = if long() {
            &[
                Loss::Nothing,
                Loss::Everything,
                Loss::Some,
                Loss::Some,
                Loss::Some,
                Loss::Torn,
                Loss::Torn,
                Loss::Torn,
            ]
        } else {
            &[Loss::Nothing, Loss::Everything, Loss::Some, Loss::Torn]
        };
        for loss in ways {
            let at = |what: String| format!("{loss:?} at change {number}: {what}");
            lay_out(&folder, &model.after(*loss, &mut dice));
            keeps(&folder, &states, model.acknowledged).map_err(at)?;
            losses += 1;
            // A kill at every boundary goes on to the end; of the losses some do.
            if *loss == Loss::Nothing || losses % every == 0 {
                let store = folder.store();
                let config = Config::default();
                let intake = Intake {
                    store: &store,
                    config: &config,
                    planted: Planted::Nothing,
                    overlap: 2,
                };
                intake
                    .run(stream, |_| {})
                    .map_err(|error| at(error.to_string()))?;
                if dump(&store).ok() != end {
                    return Err(at("going on does not lead to the same store".to_owned()));
                }
            }
            if losses % (20 * every) == 0 {
                let findings = check(&folder.store()).map_err(|error| at(error.to_string()))?;
                if !findings.is_empty() {
                    return Err(at(format!("{findings:?}")));
                }
            }
        }
    }
    Ok(losses)
}

fn stream() -> Stream {
    Stream::new(21, if long() { 60 } else { 12 })
}

#[test]
fn what_was_acknowledged_survives_any_loss_of_power_and_any_kill() {
    let stream = stream();
    let changes = recorded(&stream, Planted::Nothing, false);
    let work = changes.iter().filter(|change| change.is_work()).count();
    let losses = lose_power(&changes, &stream, 7).expect("nothing acknowledged is lost");
    println!(
        "{losses} losses of power at {work} boundaries, {work} of them kills that went on to the end"
    );
    assert!(
        changes
            .iter()
            .any(|change| matches!(change, Change::Delete { .. })),
        "the log was never closed"
    );
}

#[test]
fn a_store_that_does_not_sync_is_caught_by_power_loss() {
    let stream = stream();
    let changes = recorded(&stream, Planted::Nothing, true);
    assert!(
        !changes
            .iter()
            .any(|change| matches!(change, Change::Sync { .. }))
    );
    lose_power(&changes, &stream, 7).expect_err("what is not synced can be lost");
    let mut model = Model::default();
    changes.iter().for_each(|change| model.note(change));
    let folder = Folder::new("power");
    lay_out(&folder, &model.after(Loss::Everything, &mut Dice::new(1)));
    let harm = keeps(&folder, &states(&stream), model.acknowledged).expect_err("all is lost");
    assert!(harm.contains("acknowledged"), "{harm}");
}

#[test]
fn a_position_before_its_articles_is_caught_by_kills() {
    let stream = stream();
    let changes = recorded(&stream, Planted::EarlyPosition, false);
    let harm = lose_power(&changes, &stream, 7).expect_err("a kill in between loses articles");
    assert!(harm.contains("change"), "{harm}");
}

/// The sync lies between the last write and the acknowledgement.
#[test]
fn every_acknowledgement_follows_a_sync_of_all_that_was_written() {
    let changes = recorded(&stream(), Planted::Nothing, false);
    let mut model = Model::default();
    let mut acknowledgements = 0;
    for change in &changes {
        model.note(change);
        if matches!(change, Change::Acknowledged(_)) {
            acknowledgements += 1;
            let open: Vec<_> = model
                .files
                .iter()
                .filter(|(name, file)| name.ends_with("-wal") && !file.pending.is_empty())
                .collect();
            assert!(
                open.is_empty(),
                "acknowledged with unsynced writes: {open:?}"
            );
        }
    }
    assert!(acknowledgements > 3);
}
