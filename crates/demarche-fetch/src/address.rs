//! Which addresses may be fetched: public unicast over http and https, on the usual ports.
//!
//! Two questions, asked at two times. [`Rules::target`] reads an address as it is written and
//! refuses what can be seen there: other schemes, names and passwords, odd ports, names of this
//! machine, and every notation of an address that is not public. [`Rules::judge`] is asked of
//! the very socket address that is about to be connected to, after the name was looked up, so a
//! name that resolves to something private, at once or at a second look-up, gains nothing.
//!
//! It opens no connection and looks nothing up.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The longest address that is fetched, in bytes.
pub const LONGEST_ADDRESS: usize = 8_192;

/// Ports that are fetched from without being asked for.
pub const USUAL_PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// What may be fetched.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Lets this machine and private networks through, and any port: for tests and intranets.
    /// Link-local addresses, where clouds keep their credentials, stay refused, and so do
    /// addresses that no single machine has.
    pub allow_local: bool,
    /// Ports beside [`USUAL_PORTS`].
    pub ports: Vec<u16>,
}

/// Why an address is not fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It cannot be read as an address.
    Malformed(String),
    /// Its scheme is neither http nor https.
    Scheme(String),
    /// It carries a user name or a password.
    Credentials,
    /// Its port is none of those allowed.
    Port(u16),
    /// Its host is a name that only this machine or this network knows.
    LocalName(String),
    /// Its host is, or resolves to, an address of the kind named.
    Network(IpAddr, Reach),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Malformed(why) => write!(f, "the address cannot be read: {why}"),
            Refusal::Scheme(scheme) => write!(f, "{scheme}: is not fetched, only http: and https:"),
            Refusal::Credentials => f.write_str("the address carries a user name or a password"),
            Refusal::Port(port) => write!(f, "port {port} is not fetched from"),
            Refusal::LocalName(name) => write!(f, "{name} is a name of a local machine"),
            Refusal::Network(ip, reach) => write!(f, "{ip} is {reach}"),
        }
    }
}

impl std::error::Error for Refusal {}

/// How far an address reaches, by the registries of special-purpose addresses (RFC 6890 and what
/// followed it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// One machine anywhere: may be fetched.
    Public,
    /// This machine.
    Loopback,
    /// A private network (RFC 1918), a shared one (RFC 6598) or a unique local one (RFC 4193).
    Private,
    /// This link, where clouds answer with credentials.
    LinkLocal,
    /// No machine, many machines, or machines of no network: unspecified, multicast, broadcast,
    /// documentation, benchmarking, reserved, site-local, and translations set aside.
    Special,
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reach::Public => "public",
            Reach::Loopback => "this machine",
            Reach::Private => "an address of a private network",
            Reach::LinkLocal => "a link-local address",
            Reach::Special => "no address of a public machine",
        })
    }
}

impl Rules {
    /// Reads an address and refuses it if what is written there may not be fetched. The result has
    /// its host in the one canonical notation, and no fragment.
    pub fn target(&self, address: &str) -> Result<Url, Refusal> {
        if address.len() > LONGEST_ADDRESS {
            return Err(Refusal::Malformed(format!(
                "longer than {LONGEST_ADDRESS} bytes"
            )));
        }
        let url =
            Url::parse(address.trim()).map_err(|error| Refusal::Malformed(error.to_string()))?;
        self.admit(url)
    }

    /// The same for an address that is already read, as that of a redirect is.
    pub fn admit(&self, mut url: Url) -> Result<Url, Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if url.as_str().len() > LONGEST_ADDRESS {
            return Err(Refusal::Malformed(format!(
                "longer than {LONGEST_ADDRESS} bytes"
            )));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let port = url.port_or_known_default().unwrap_or(0);
        if !self.allow_local && !USUAL_PORTS.contains(&port) && !self.ports.contains(&port) {
            return Err(Refusal::Port(port));
        }
        match url.host() {
            None => return Err(Refusal::Malformed("it names no host".to_owned())),
            Some(Host::Domain(name)) => {
                if !self.allow_local && is_local_name(name) {
                    return Err(Refusal::LocalName(name.to_owned()));
                }
            }
            Some(Host::Ipv4(ip)) => self.judge(IpAddr::V4(ip))?,
            Some(Host::Ipv6(ip)) => self.judge(IpAddr::V6(ip))?,
        }
        url.set_fragment(None);
        Ok(url)
    }

    /// Whether this very address may be connected to.
    pub fn judge(&self, ip: IpAddr) -> Result<(), Refusal> {
        let reach = reach(ip);
        match reach {
            Reach::Public => Ok(()),
            Reach::Loopback | Reach::Private if self.allow_local => Ok(()),
            _ => Err(Refusal::Network(ip, reach)),
        }
    }
}

/// How far an address reaches. An IPv6 address that stands for an IPv4 address reaches no further
/// than that one does.
pub fn reach(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    }
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    match ip.octets() {
        [127, ..] => Reach::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Reach::Private,
        [169, 254, ..] => Reach::LinkLocal,
        // A public address in form, which one cloud answers with what belongs to the machine.
        [168, 63, 129, 16] => Reach::LinkLocal,
        // "This network", IETF protocols, the relays of 6to4, benchmarks.
        [0, ..] | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18..=19, ..] => Reach::Special,
        // Documentation.
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Reach::Special,
        // Multicast, reserved, broadcast.
        [224..=255, ..] => Reach::Special,
        _ => Reach::Public,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    let s = ip.segments();
    let tail = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match s {
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Loopback,
        [0, 0, 0, 0, 0, 0, 0, 0] => Reach::Special,
        // IPv4-mapped, IPv4-translated and IPv4-compatible: no name on the public network has
        // one, so a public address in this notation is refused as well.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0, 0, 0, 0, 0, 0, high, low] => not_public(reach_v4(tail(high, low))),
        // NAT64: what a resolver of an IPv6-only network answers for any IPv4 machine.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => reach_v4(tail(high, low)),
        // NAT64 of a local network.
        [0x64, 0xff9b, 1, ..] => Reach::Special,
        [0xfc00..=0xfdff, ..] => Reach::Private,
        [0xfe80..=0xfebf, ..] => Reach::LinkLocal,
        // Teredo: the server, and the client with every bit turned.
        [0x2001, 0, server_high, server_low, _, _, high, low] => worse(
            reach_v4(tail(server_high, server_low)),
            reach_v4(tail(!high, !low)),
        ),
        // Benchmarking, ORCHID and the other protocol assignments; documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Reach::Special,
        // 6to4.
        [0x2002, high, low, ..] => reach_v4(tail(high, low)),
        // ISATAP, under any prefix.
        [0x2000..=0x3fff, _, _, _, 0 | 0x200, 0x5efe, high, low] => reach_v4(tail(high, low)),
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Special,
    }
}

fn not_public(reach: Reach) -> Reach {
    if reach == Reach::Public {
        Reach::Special
    } else {
        reach
    }
}

/// The one of two that is not public; of two such, the one that no switch lets through.
fn worse(a: Reach, b: Reach) -> Reach {
    let rank = |reach: Reach| match reach {
        Reach::Public => 0,
        Reach::Loopback | Reach::Private => 1,
        Reach::LinkLocal | Reach::Special => 2,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// Names that no public resolver answers for: names without a dot, `localhost` and what stands
/// under it, and the suffixes that networks use for themselves (RFC 6761, 6762, 8375 and the
/// `internal` set aside for private use).
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let Some((_, last)) = name.rsplit_once('.') else {
        return true;
    };
    matches!(
        last,
        "localhost"
            | "localdomain"
            | "local"
            | "internal"
            | "intranet"
            | "private"
            | "corp"
            | "home"
            | "lan"
    ) || name.ends_with(".home.arpa")
        || name == "home.arpa"
}
