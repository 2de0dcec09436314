//! Feature keys: 64-bit hashes of a template number and the atoms it combines.
//!
//! A key is a pure function of its inputs on every platform, because trained weights are looked
//! up by it.

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// A small number (a tag, a label, a distance) as an atom with all bits in use.
#[inline]
pub fn atom(value: usize) -> u64 {
    let h = (value as u64).wrapping_add(1).wrapping_mul(MIX);
    h ^ (h >> 31)
}

/// A hash of bytes as an atom.
#[inline]
pub fn bytes(bytes: &[u8]) -> u64 {
    let mut h = 0xCBF2_9CE4_8422_2325_u64;
    for &b in bytes {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    finish(h)
}

/// Joins two atoms, in order.
#[inline]
pub fn join(a: u64, b: u64) -> u64 {
    (a.rotate_left(23) ^ b).wrapping_mul(MIX)
}

/// Spreads the high bits of a product over the low ones.
#[inline]
pub fn finish(h: u64) -> u64 {
    let h = (h ^ (h >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    h ^ (h >> 32)
}

/// The keys of one decision, one a template, in template order.
#[derive(Clone, Debug)]
pub struct Keys<const N: usize> {
    keys: [u64; N],
    len: usize,
}

impl<const N: usize> Default for Keys<N> {
    fn default() -> Self {
        Self {
            keys: [0; N],
            len: 0,
        }
    }
}

impl<const N: usize> Keys<N> {
    /// Forgets the keys of the last decision.
    #[inline]
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// The keys added since the last [`Keys::clear`].
    #[inline]
    pub fn as_slice(&self) -> &[u64] {
        &self.keys[..self.len.min(N)]
    }

    /// Adds the key of the next template; a template past `N` is a mistake that tests catch.
    #[inline]
    pub fn push(&mut self, a: u64) {
        debug_assert!(self.len < N, "more templates than the array holds");
        if self.len < N {
            self.keys[self.len] = finish(join((self.len as u64 + 1).wrapping_mul(MIX), a));
            self.len += 1;
        }
    }

    /// Adds the key of a template of two atoms.
    #[inline]
    pub fn push2(&mut self, a: u64, b: u64) {
        self.push(join(a, b));
    }

    /// Adds the key of a template of three atoms.
    #[inline]
    pub fn push3(&mut self, a: u64, b: u64, c: u64) {
        self.push(join(join(a, b), c));
    }

    /// Adds the key of a template of four atoms.
    #[inline]
    pub fn push4(&mut self, a: u64, b: u64, c: u64, d: u64) {
        self.push(join(join(join(a, b), c), d));
    }
}
