//! Read-only tables over the bytes of the weights, used in place.
//!
//! Every reader is total: bytes of the wrong size or with offsets out of range give empty
//! answers, never a panic.

use std::borrow::Cow;

/// Bytes built into the program or made at run time.
pub type Bytes = Cow<'static, [u8]>;

/// Splits a weights file into its sections.
///
/// A file is `magic`, a section count, the sections' lengths (all little-endian `u32`) padded to
/// 64 bytes, then the sections, each padded to 64 bytes.
pub fn sections(file: &Bytes, magic: u32) -> Option<Vec<Bytes>> {
    let word = |i: usize| {
        let b = file.get(i * 4..i * 4 + 4)?;
        Some(u32::from_le_bytes(b.try_into().ok()?))
    };
    if word(0)? != magic {
        return None;
    }
    let count = word(1)? as usize;
    let mut at = ((2 + count) * 4).next_multiple_of(64);
    let mut found = Vec::new();
    for i in 0..count {
        let len = word(2 + i)? as usize;
        let end = at.checked_add(len)?;
        found.push(match file {
            Cow::Borrowed(b) => Cow::Borrowed(b.get(at..end)?),
            Cow::Owned(b) => Cow::Owned(b.get(at..end)?.to_vec()),
        });
        at = end.next_multiple_of(64);
    }
    Some(found)
}

/// Writes what [`sections`] reads.
pub fn join_sections(magic: u32, sections: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(magic.to_le_bytes());
    out.extend((sections.len() as u32).to_le_bytes());
    for s in sections {
        out.extend((s.len() as u32).to_le_bytes());
    }
    out.resize(out.len().next_multiple_of(64), 0);
    for s in sections {
        out.extend(s);
        out.resize(out.len().next_multiple_of(64), 0);
    }
    out
}

/// Asks for each key's bucket, so that the cache misses of one decision overlap.
///
/// Scoring branches on what it reads, and a branch that waits for memory holds up every read
/// after it.
#[inline]
fn prefetch<const N: usize>(buckets: &[[u8; N]], keys: &[u64]) {
    for &key in keys {
        if let Some(bucket) = buckets.get(bucket_of(key, buckets.len())) {
            ask_for(bucket);
        }
    }
}

/// Asks the memory for what will be read soon. Unlike a read, the hint holds up nothing that follows.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "a hint cannot fault and changes nothing")]
#[inline]
fn ask_for<const N: usize>(bucket: &[u8; N]) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: the pointer is that of a reference.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(bucket.as_ptr().cast()) }
}

/// Reads a byte of what will be read soon, where there is no stable hint.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn ask_for<const N: usize>(bucket: &[u8; N]) {
    std::hint::black_box(bucket[0]);
}

#[inline]
fn bucket_of(key: u64, buckets: usize) -> usize {
    (((key >> 32) * buckets as u64) >> 32) as usize
}

/// The part of a key that a slot keeps; never 0, which marks an empty slot.
#[inline]
fn fingerprint(key: u64) -> u16 {
    (key as u16).max(1)
}

/// Weights of a decision between three actions, as differences against the first.
///
/// A bucket of 32 bytes holds eight fingerprints, eight weights of the second action and eight
/// of the third. A key lives in its one bucket or nowhere: where the trainer found a bucket
/// full it dropped the least important feature.
#[derive(Clone, Debug)]
pub struct TernaryTable {
    buckets: Bytes,
}

/// The weight a byte stands for: its square with its sign, so that small weights are told apart
/// finely and large ones are not cut off.
#[inline]
fn weight(byte: u8) -> i32 {
    let q = i16::from(byte as i8);
    i32::from(q * q.abs())
}

/// The byte that stands for a weight nearest to this one; `unit` is the weight of byte 1.
fn quantise(weight: f32, unit: f32) -> i8 {
    ((weight.abs() / unit).sqrt().round().min(127.0) * weight.signum()) as i8
}

/// The unit that keeps the largest weight.
fn unit_of(weights: impl Iterator<Item = f32>) -> f32 {
    let largest = weights.fold(0.0, |largest: f32, w| largest.max(w.abs()));
    (largest / (127.0 * 127.0)).max(f32::MIN_POSITIVE)
}

impl TernaryTable {
    /// Reads the table from its section.
    pub fn new(buckets: Bytes) -> Self {
        Self { buckets }
    }

    /// The summed weights of the second and the third action against the first.
    #[inline]
    pub fn score(&self, keys: &[u64]) -> [i32; 2] {
        let (buckets, _) = self.buckets.as_chunks::<32>();
        prefetch(buckets, keys);
        let mut second = [0_i32; 8];
        let mut third = [0_i32; 8];
        for &key in keys {
            let Some(bucket) = buckets.get(bucket_of(key, buckets.len())) else {
                return [0; 2];
            };
            let print = fingerprint(key);
            let (prints, weights) = bucket.as_chunks::<2>().0.split_at(8);
            let (w2, w3) = weights.as_flattened().split_at(8);
            for lane in 0..8 {
                let hit = -i16::from(u16::from_le_bytes(prints[lane]) == print);
                let (a, b) = (
                    hit & i16::from(w2[lane] as i8),
                    hit & i16::from(w3[lane] as i8),
                );
                second[lane] += i32::from(a) * i32::from(a.abs());
                third[lane] += i32::from(b) * i32::from(b.abs());
            }
        }
        [second.iter().sum(), third.iter().sum()]
    }
}

/// Packs features, each a key and its weights, into the section of a [`TernaryTable`].
pub fn pack_ternary(features: &[(u64, f32, f32)], buckets: usize) -> Vec<u8> {
    let buckets = buckets.max(1);
    let unit = unit_of(features.iter().flat_map(|f| [f.1, f.2]));
    let mut slots: Vec<Vec<(f32, u16, i8, i8)>> = vec![Vec::new(); buckets];
    for &(key, second, third) in features {
        let importance = second.abs().max(third.abs()).max((second - third).abs());
        let (a, b) = (quantise(second, unit), quantise(third, unit));
        if a != 0 || b != 0 {
            slots[bucket_of(key, buckets)].push((importance, fingerprint(key), a, b));
        }
    }
    let mut out = Vec::with_capacity(buckets * 32);
    for slot in &mut slots {
        slot.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut seen = Vec::new();
        slot.retain(|s| {
            !seen.contains(&s.1) && {
                seen.push(s.1);
                true
            }
        });
        slot.truncate(8);
        slot.resize(8, (0.0, 0, 0, 0));
        slot.iter().for_each(|s| out.extend(s.1.to_le_bytes()));
        slot.iter().for_each(|s| out.push(s.2 as u8));
        slot.iter().for_each(|s| out.push(s.3 as u8));
    }
    out
}

/// Weights of a decision among up to 127 classes, of which a feature knows a few.
///
/// A bucket of 64 bytes holds twelve fingerprints and twelve 24-bit offsets into the entries. An
/// entry is a class and a weight; a feature's entries come in chunks of four, filled up with
/// weights of 0, and the high bit of a chunk's last class marks the last chunk.
#[derive(Clone, Debug)]
pub struct SparseTable {
    buckets: Bytes,
    entries: Bytes,
}

/// Scores of the classes of a [`SparseTable`].
pub type Scores = [i32; 128];

const SPARSE_SLOTS: usize = 12;
/// No decision has more templates.
const MAX_KEYS: usize = 64;

impl SparseTable {
    /// Reads the table from its two sections.
    pub fn new(buckets: Bytes, entries: Bytes) -> Self {
        Self { buckets, entries }
    }

    /// Adds the weights of the keys' features to `scores`.
    #[inline]
    pub fn score(&self, keys: &[u64], scores: &mut Scores) {
        let (buckets, _) = self.buckets.as_chunks::<64>();
        prefetch(buckets, keys);
        let mut starts = [0_u32; MAX_KEYS];
        let mut hits = 0;
        for &key in keys.iter().take(MAX_KEYS) {
            let Some(bucket) = buckets.get(bucket_of(key, buckets.len())) else {
                return;
            };
            let print = fingerprint(key);
            let (prints, offsets) = bucket.split_at(2 * SPARSE_SLOTS);
            let mut lanes = 0_u32;
            for (lane, p) in prints.as_chunks::<2>().0.iter().enumerate() {
                lanes |= u32::from(u16::from_le_bytes(*p) == print) << lane;
            }
            let lane = (lanes.trailing_zeros() as usize).min(SPARSE_SLOTS - 1);
            let [a, b, c] = offsets.as_chunks::<3>().0[lane];
            starts[hits] = u32::from_le_bytes([a, b, c, 0]);
            hits += usize::from(lanes != 0);
        }
        let (chunks, _) = self.entries.as_chunks::<8>();
        let starts = &starts[..hits];
        let mut first = [[0_u8; 8]; MAX_KEYS];
        for (start, first) in starts.iter().zip(&mut first) {
            *first = chunks.get(*start as usize).copied().unwrap_or_default();
        }
        for (start, first) in starts.iter().zip(&first) {
            let mut chunk = first;
            let mut at = *start as usize;
            loop {
                for &[class, byte] in chunk.as_chunks::<2>().0 {
                    scores[usize::from(class & 127)] += weight(byte);
                }
                at += 1;
                match chunks.get(at) {
                    Some(next) if chunk[6] < 128 => chunk = next,
                    _ => break,
                }
            }
        }
    }
}

/// Packs features, each a key and its weights by class, into the sections of a [`SparseTable`]:
/// buckets and entries.
pub fn pack_sparse(features: &[(u64, Vec<(u8, f32)>)]) -> (Vec<u8>, Vec<u8>) {
    let unit = unit_of(features.iter().flat_map(|f| f.1.iter().map(|w| w.1)));
    let buckets = (features.len() as f64 / (0.8 * SPARSE_SLOTS as f64))
        .ceil()
        .max(1.0) as usize;
    let mut slots: Vec<Vec<(f32, u16, Vec<u8>)>> = vec![Vec::new(); buckets];
    for (key, weights) in features {
        let mut entry = Vec::new();
        for &(class, weight) in weights {
            let q = quantise(weight, unit);
            if q != 0 {
                entry.extend([class, q as u8]);
            }
        }
        if !entry.is_empty() {
            while entry.len() % 8 != 0 {
                // Filler for different classes, so that the additions do not wait for each other.
                entry.extend([entry.len() as u8 % 8, 0]);
            }
            let last = entry.len() - 2;
            entry[last] |= 128;
            let importance = weights.iter().map(|w| w.1.abs()).fold(0.0, f32::max);
            slots[bucket_of(*key, buckets)].push((importance, fingerprint(*key), entry));
        }
    }
    let mut entries = Vec::new();
    let mut known = std::collections::HashMap::new();
    let mut out = Vec::with_capacity(buckets * 64);
    for slot in &mut slots {
        slot.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut seen = Vec::new();
        slot.retain(|s| {
            !seen.contains(&s.1) && {
                seen.push(s.1);
                true
            }
        });
        slot.truncate(SPARSE_SLOTS);
        slot.resize(SPARSE_SLOTS, (0.0, 0, Vec::new()));
        slot.iter().for_each(|s| out.extend(s.1.to_le_bytes()));
        for s in slot.iter() {
            let offset = if s.1 == 0 {
                0
            } else {
                *known.entry(s.2.clone()).or_insert_with(|| {
                    entries.extend(&s.2);
                    (entries.len() - s.2.len()) / 8
                })
            };
            out.extend(&(offset as u32).to_le_bytes()[..3]);
        }
        out.extend([0; 4]);
    }
    (out, entries)
}

/// Weights of a decision among seven classes, as differences against the first, all of which a
/// feature has.
///
/// A bucket of 64 bytes holds eight fingerprints and eight times six weights, so a feature costs
/// one cache line. A key lives in its one bucket or nowhere, as in a [`TernaryTable`].
#[derive(Clone, Debug)]
pub struct DenseTable {
    buckets: Bytes,
}

/// Classes of a [`DenseTable`] beside the first.
pub const DENSE: usize = 6;
const DENSE_SLOTS: usize = 8;

impl DenseTable {
    /// Reads the table from its section.
    pub fn new(buckets: Bytes) -> Self {
        Self { buckets }
    }

    /// The summed weights of the classes against the first.
    #[inline]
    pub fn score(&self, keys: &[u64]) -> [i32; DENSE] {
        let (buckets, _) = self.buckets.as_chunks::<64>();
        prefetch(buckets, keys);
        let mut scores = [0_i32; DENSE];
        for &key in keys {
            let Some(bucket) = buckets.get(bucket_of(key, buckets.len())) else {
                return scores;
            };
            let print = fingerprint(key);
            let (prints, weights) = bucket.split_at(2 * DENSE_SLOTS);
            let mut lanes = 0_u32;
            for (lane, p) in prints.as_chunks::<2>().0.iter().enumerate() {
                lanes |= u32::from(u16::from_le_bytes(*p) == print) << lane;
            }
            if let Some(found) = weights
                .as_chunks::<DENSE>()
                .0
                .get(lanes.trailing_zeros() as usize)
            {
                for (score, &byte) in scores.iter_mut().zip(found) {
                    *score += weight(byte);
                }
            }
        }
        scores
    }
}

/// Packs features, each a key and its weights, into the section of a [`DenseTable`]; comes with
/// the weight that a score of 1 stands for.
pub fn pack_dense(features: &[(u64, [f32; DENSE])], buckets: usize) -> (Vec<u8>, f32) {
    let buckets = buckets.max(1);
    let unit = unit_of(features.iter().flat_map(|f| f.1));
    let mut slots: Vec<Vec<(f32, u16, [i8; DENSE])>> = vec![Vec::new(); buckets];
    for &(key, weights) in features {
        let bytes = weights.map(|w| quantise(w, unit));
        if bytes != [0; DENSE] {
            let importance = weights.iter().fold(0.0, |m: f32, w| m.max(w.abs()));
            slots[bucket_of(key, buckets)].push((importance, fingerprint(key), bytes));
        }
    }
    let mut out = Vec::with_capacity(buckets * 64);
    for slot in &mut slots {
        slot.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut seen = Vec::new();
        slot.retain(|s| {
            !seen.contains(&s.1) && {
                seen.push(s.1);
                true
            }
        });
        slot.truncate(DENSE_SLOTS);
        slot.resize(DENSE_SLOTS, (0.0, 0, [0; DENSE]));
        slot.iter().for_each(|s| out.extend(s.1.to_le_bytes()));
        slot.iter()
            .for_each(|s| out.extend(s.2.map(|weight| weight as u8)));
    }
    (out, unit)
}

/// A map from keys to short byte strings, for the lexicon.
///
/// A slot is the key's low 32 bits and an offset into the values; a value is a length byte and
/// that many bytes. Slots are probed in order from the key's home.
#[derive(Clone, Debug)]
pub struct ByteMap {
    slots: Bytes,
    values: Bytes,
}

impl ByteMap {
    /// Reads the map from its two sections.
    pub fn new(slots: Bytes, values: Bytes) -> Self {
        Self { slots, values }
    }

    /// The value under a key.
    #[inline]
    pub fn get(&self, key: u64) -> Option<&[u8]> {
        let (slots, _) = self.slots.as_chunks::<8>();
        let home = bucket_of(key, slots.len());
        let (before, after) = slots.split_at_checked(home)?;
        for &[a, b, c, d, e, f, g, h] in after.iter().chain(before) {
            let offset = u32::from_le_bytes([e, f, g, h]);
            if offset == u32::MAX {
                return None;
            }
            if u32::from_le_bytes([a, b, c, d]) == key as u32 {
                let start = offset as usize;
                let len = usize::from(*self.values.get(start)?);
                return self.values.get(start + 1..start + 1 + len);
            }
        }
        None
    }
}

/// Packs pairs of key and value, of at most 255 bytes, into the sections of a [`ByteMap`].
pub fn pack_map(pairs: &[(u64, Vec<u8>)]) -> (Vec<u8>, Vec<u8>) {
    let count = (pairs.len() * 5 / 3).max(1) + 1;
    let mut slots = vec![(0_u32, u32::MAX); count];
    let mut values = Vec::new();
    let mut known = std::collections::HashMap::new();
    for (key, value) in pairs {
        let value = &value[..value.len().min(255)];
        let offset = *known.entry(value).or_insert_with(|| {
            let start = values.len() as u32;
            values.push(value.len() as u8);
            values.extend(value);
            start
        });
        let mut at = bucket_of(*key, count);
        while slots[at].1 != u32::MAX {
            at = (at + 1) % count;
        }
        slots[at] = (*key as u32, offset);
    }
    let slots = slots
        .iter()
        .flat_map(|s| [s.0.to_le_bytes(), s.1.to_le_bytes()])
        .flatten()
        .collect();
    (slots, values)
}

/// A map from keys to one byte, for decisions that need no scoring.
///
/// A slot is 24 bits of the key and the value, which is never 0; an empty slot is all zeros.
/// Slots are probed in order from the key's home.
#[derive(Clone, Debug)]
pub struct Memo {
    slots: Bytes,
}

impl Memo {
    /// Reads the map from its section.
    pub fn new(slots: Bytes) -> Self {
        Self { slots }
    }

    /// The value under a key.
    #[inline]
    pub fn get(&self, key: u64) -> Option<u8> {
        let (slots, _) = self.slots.as_chunks::<4>();
        let [low, middle, high, ..] = key.to_le_bytes();
        let (before, after) = slots.split_at_checked(bucket_of(key, slots.len()))?;
        for &[a, b, c, value] in after.iter().chain(before) {
            if value == 0 {
                return None;
            }
            if [a, b, c] == [low, middle, high] {
                return Some(value);
            }
        }
        None
    }
}

/// Packs pairs of key and value into the section of a [`Memo`].
pub fn pack_memo(pairs: &[(u64, u8)]) -> Vec<u8> {
    let count = pairs.len() * 2 + 1;
    let mut slots = vec![[0_u8; 4]; count];
    for &(key, value) in pairs {
        let mut at = bucket_of(key, count);
        while slots[at][3] != 0 {
            at = (at + 1) % count;
        }
        let [low, middle, high, ..] = key.to_le_bytes();
        slots[at] = [low, middle, high, value];
    }
    slots.into_flattened()
}

/// A map from keys to codes, none of which is 0.
///
/// A slot is 24 bits of the key and the code; an empty slot is all zeros. Slots are probed in
/// order from the key's home.
#[derive(Clone, Debug)]
pub struct CodeMap {
    slots: Bytes,
}

impl CodeMap {
    /// Reads the map from its section.
    pub fn new(slots: Bytes) -> Self {
        Self { slots }
    }

    /// The code under a key.
    #[inline]
    pub fn get(&self, key: u64) -> Option<u32> {
        let (slots, _) = self.slots.as_chunks::<7>();
        let [low, middle, high, ..] = key.to_le_bytes();
        let (before, after) = slots.split_at_checked(bucket_of(key, slots.len()))?;
        for &[a, b, c, d, e, f, g] in after.iter().chain(before) {
            let code = u32::from_le_bytes([d, e, f, g]);
            if code == 0 {
                return None;
            }
            if [a, b, c] == [low, middle, high] {
                return Some(code);
            }
        }
        None
    }
}

/// Packs pairs of key and code into the section of a [`CodeMap`].
pub fn pack_codes(pairs: &[(u64, u32)]) -> Vec<u8> {
    let count = pairs.len() * 4 / 3 + 2;
    let mut slots = vec![[0_u8; 7]; count];
    for &(key, code) in pairs {
        let mut at = bucket_of(key, count);
        while slots[at][3..] != [0; 4] {
            at = (at + 1) % count;
        }
        let [low, middle, high, ..] = key.to_le_bytes();
        let [a, b, c, d] = code.to_le_bytes();
        slots[at] = [low, middle, high, a, b, c, d];
    }
    slots.into_flattened()
}
