//! Names to addresses, and addresses to connections: where the rules on addresses are enforced.
//!
//! The address that [`Rules::judge`] lets through is the address that is dialled; nothing is
//! looked up between the two. Both the look-up and the dialling can be replaced, so that tests
//! and simulations reach no network.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use ureq::Timeout;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, ShutdownHandle, Transport,
};

use crate::address::{Refusal, Rules};

/// Looks a name up. An answer may hold any addresses: they are judged afterwards.
pub trait Resolve: Send + Sync + 'static {
    /// The addresses of a host, which is a name, or an address in its canonical notation (IPv6
    /// without brackets). Gives up after `limit`.
    fn resolve(&self, host: &str, port: u16, limit: Duration) -> io::Result<Vec<SocketAddr>>;
}

/// Opens a connection to one address.
pub trait Dial: Send + Sync + 'static {
    /// Connects, or gives up after `limit` with [`io::ErrorKind::TimedOut`].
    fn dial(&self, address: SocketAddr, limit: Duration) -> io::Result<TcpStream>;
}

/// The system's own look-up. It cannot be interrupted, so each runs on a thread of its own; a
/// limit on the number of those keeps a name server that hangs from filling the machine.
#[derive(Debug, Default)]
pub struct SystemResolver {
    under_way: Arc<AtomicUsize>,
}

/// Look-ups that may be under way at once.
const MOST_LOOKUPS: usize = 256;

impl Resolve for SystemResolver {
    fn resolve(&self, host: &str, port: u16, limit: Duration) -> io::Result<Vec<SocketAddr>> {
        if let Ok(ip) = host.parse() {
            return Ok(vec![SocketAddr::new(ip, port)]);
        }
        if self.under_way.fetch_add(1, Ordering::SeqCst) >= MOST_LOOKUPS {
            self.under_way.fetch_sub(1, Ordering::SeqCst);
            return Err(io::Error::new(
                io::ErrorKind::WouldBlock,
                "too many look-ups are waiting for the name server",
            ));
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        let (host, under_way) = (host.to_owned(), self.under_way.clone());
        std::thread::spawn(move || {
            let found = (host.as_str(), port)
                .to_socket_addrs()
                .map(|found| found.collect());
            under_way.fetch_sub(1, Ordering::SeqCst);
            // Whoever asked may have given up.
            let _ = sender.send(found);
        });
        receiver
            .recv_timeout(limit)
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// The system's own sockets.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDialer;

impl Dial for SystemDialer {
    fn dial(&self, address: SocketAddr, limit: Duration) -> io::Result<TcpStream> {
        TcpStream::connect_timeout(&address, limit)
    }
}

/// Where no deadline is set, one step waits this long at most.
const LONGEST_STEP: Duration = Duration::from_secs(60);

fn limit_of(timeout: &NextTimeout) -> Duration {
    (*timeout.after).clamp(Duration::from_millis(1), LONGEST_STEP)
}

/// ureq's resolver: the look-up, less what may not be connected to.
pub(crate) struct JudgedResolver {
    pub(crate) rules: Rules,
    pub(crate) resolver: Arc<dyn Resolve>,
}

impl fmt::Debug for JudgedResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JudgedResolver").finish_non_exhaustive()
    }
}

impl Resolver for JudgedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let authority = uri.authority().ok_or(ureq::Error::HostNotFound)?;
        let host = authority.host();
        let host = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        let port = authority
            .port_u16()
            .unwrap_or(if uri.scheme_str() == Some("https") {
                443
            } else {
                80
            });
        let found = self
            .resolver
            .resolve(host, port, limit_of(&timeout))
            .map_err(|error| match error.kind() {
                io::ErrorKind::TimedOut => ureq::Error::Timeout(Timeout::Resolve),
                _ => ureq::Error::Other(Box::new(LookUp(host.to_owned(), error))),
            })?;
        let mut admitted = self.empty();
        let mut refusal = None;
        for address in found {
            match self.rules.judge(address.ip()) {
                Ok(()) if admitted.len() < MOST_ADDRESSES => admitted.push(address),
                Ok(()) => {}
                Err(refused) => refusal = Some(refused),
            }
        }
        match (admitted.is_empty(), refusal) {
            (false, _) => Ok(admitted),
            (true, Some(refusal)) => Err(refused(refusal)),
            (true, None) => Err(ureq::Error::HostNotFound),
        }
    }
}

/// Addresses that are kept of one look-up; ureq has room for 16.
const MOST_ADDRESSES: usize = 8;

/// A name that could not be looked up.
#[derive(Debug)]
pub(crate) struct LookUp(String, io::Error);

impl fmt::Display for LookUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be looked up: {}", self.0, self.1)
    }
}

impl std::error::Error for LookUp {}

fn refused(refusal: Refusal) -> ureq::Error {
    ureq::Error::Other(Box::new(refusal))
}

/// ureq's connector: judges each address once more, the moment before it is dialled.
pub(crate) struct JudgedConnector {
    pub(crate) rules: Rules,
    pub(crate) dialer: Arc<dyn Dial>,
}

impl fmt::Debug for JudgedConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JudgedConnector").finish_non_exhaustive()
    }
}

impl Connector<()> for JudgedConnector {
    type Out = Wire;

    fn connect(
        &self,
        details: &ConnectionDetails,
        _: Option<()>,
    ) -> Result<Option<Wire>, ureq::Error> {
        let started = std::time::Instant::now();
        let limit = limit_of(&details.timeout);
        let mut failure = ureq::Error::HostNotFound;
        let count = details.addrs.len();
        for (tried, address) in details.addrs.iter().enumerate() {
            if let Err(refusal) = self.rules.judge(address.ip()) {
                failure = refused(refusal);
                continue;
            }
            let left = limit.saturating_sub(started.elapsed());
            if left.is_zero() {
                return Err(ureq::Error::Timeout(Timeout::Connect));
            }
            // All but the last leave time for those behind them.
            let share = if tried + 1 < count { left / 2 } else { left };
            match self
                .dialer
                .dial(*address, share.max(Duration::from_millis(1)))
            {
                Ok(stream) => return Wire::new(stream, details).map(Some),
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    failure = ureq::Error::Timeout(Timeout::Connect);
                }
                Err(error) => failure = ureq::Error::Other(Box::new(NotReached(*address, error))),
            }
        }
        Err(failure)
    }
}

/// An address that could not be connected to.
#[derive(Debug)]
pub(crate) struct NotReached(SocketAddr, io::Error);

impl fmt::Display for NotReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be reached: {}", self.0, self.1)
    }
}

impl std::error::Error for NotReached {}

/// A connection that can be shut down from another thread.
pub(crate) struct Wire {
    /// Shared weakly with the agent, whose shutdown ends reads and writes that wait.
    stream: Arc<TcpStream>,
    buffers: LazyBuffers,
}

/// Bytes of a head or a body that wait to be read. A head must fit into it.
const BUFFER: usize = 64 * 1024;

impl Wire {
    fn new(stream: TcpStream, details: &ConnectionDetails) -> Result<Self, ureq::Error> {
        // A socket that refuses this works all the same.
        let _ = stream.set_nodelay(true);
        let stream = Arc::new(stream);
        let shared: Arc<dyn ShutdownHandle> = stream.clone();
        (details.register_shutdown)(Arc::downgrade(&shared))?;
        Ok(Wire {
            stream,
            buffers: LazyBuffers::new(BUFFER, BUFFER),
        })
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Wire")
            .field(&self.stream.peer_addr().ok())
            .finish()
    }
}

/// What is left of a deadline, as a socket takes it: nought would mean "for ever".
fn left_of(timeout: &NextTimeout) -> Result<Duration, ureq::Error> {
    if timeout.after.is_zero() {
        return Err(ureq::Error::Timeout(timeout.reason));
    }
    Ok(limit_of(timeout))
}

fn in_time(error: io::Error, timeout: &NextTimeout) -> ureq::Error {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => ureq::Error::Timeout(timeout.reason),
        _ => error.into(),
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let timeout = timeout.for_write();
        self.stream.set_write_timeout(Some(left_of(&timeout)?))?;
        let output = &self.buffers.output()[..amount];
        (&*self.stream)
            .write_all(output)
            .map_err(|error| in_time(error, &timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        let timeout = timeout.for_read();
        self.stream.set_read_timeout(Some(left_of(&timeout)?))?;
        let input = self.buffers.input_append_buf();
        let amount = loop {
            match (&*self.stream).read(input) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other.map_err(|error| in_time(error, &timeout))?,
            }
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        // Whatever can be read before anything was asked, be it the end, makes it useless.
        let mut byte = [0];
        let quiet = self.stream.set_nonblocking(true).is_ok()
            && matches!((&*self.stream).read(&mut byte),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock);
        quiet && self.stream.set_nonblocking(false).is_ok()
    }
}
