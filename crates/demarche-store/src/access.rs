//! Who may ask, and who is told: tokens and webhooks. The store does not know what they are for.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, Row, params};

use crate::error::{Done, Error, Fault};
use crate::{Reviewer, Snapshot};

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rights {
    /// To read.
    Read,
    /// To read and to write.
    Write,
}

impl Rights {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Rights::Read => "read",
            Rights::Write => "write",
        }
    }

    /// The rights of a name on the wire.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "read" => Some(Rights::Read),
            "write" => Some(Rights::Write),
            _ => None,
        }
    }
}

/// A token. Its secret is not in the store; its hash is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// Whose it is, as given.
    pub name: String,
    /// What it allows.
    pub rights: Rights,
    /// When it was made, RFC 3339.
    pub created: String,
    /// When it was last used, as far as that was noted.
    pub last_used: Option<String>,
    /// When it was revoked.
    pub revoked: Option<String>,
}

/// A subscription to the changes, to alerts, or to both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its number; any where it is still to be kept.
    pub id: i64,
    /// Where to tell.
    pub url: String,
    /// Which changes, JSON.
    pub filter: String,
    /// The key by which what is told is signed.
    pub secret: String,
    /// When it was made, RFC 3339.
    pub created: String,
    /// The last change that it was told of.
    pub position: u64,
    /// Failures in a row.
    pub failures: u32,
    /// One word of whoever tells.
    pub state: String,
    /// What is told: "changes", "alerts" or "both".
    pub tells: String,
    /// The alerts that were told, by their ids, a line each.
    pub told: String,
}

impl Reviewer {
    /// Keeps a token by the hash of its secret, which is 32 random bytes in the caller's writing.
    pub fn add_token(
        &self,
        name: &str,
        rights: Rights,
        secret: &str,
        now: Timestamp,
    ) -> Result<Token, Error> {
        self.write(|transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO tokens (id, name, hash, rights, created, stamp)
                     SELECT n, ?1, ?2, ?3, ?4, stamp(n, ?1, ?2, ?3, ?4, NULL, NULL)
                     FROM (SELECT coalesce(max(id), 0) + 1 AS n FROM tokens)",
                )?
                .execute(params![
                    name,
                    hashed(secret),
                    rights.as_str(),
                    now.to_string()
                ])?;
            let id = transaction.last_insert_rowid();
            Ok(Token {
                id,
                name: name.to_owned(),
                rights,
                created: now.to_string(),
                last_used: None,
                revoked: None,
            })
        })
    }

    /// Ends a token for good. Answers whether there was one to end.
    pub fn revoke_token(&self, id: i64, now: Timestamp) -> Result<bool, Error> {
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE tokens SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL",
                params![id, now.to_string()],
            )?;
            stamp(transaction, "tokens", TOKEN, id)?;
            Ok(changed > 0)
        })
    }

    /// Notes that a token was used. A write each time: for once a day, not for each request.
    pub fn token_used(&self, id: i64, now: Timestamp) -> Result<(), Error> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE tokens SET last_used = ?2 WHERE id = ?1",
                params![id, now.to_string()],
            )?;
            stamp(transaction, "tokens", TOKEN, id)
        })
    }

    /// Keeps a new webhook and answers its number.
    pub fn add_webhook(&self, webhook: &Webhook) -> Result<i64, Error> {
        self.write(|transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO webhooks
                       (id, url, filter, secret, created, position, failures, state, tells, told,
                        stamp)
                     SELECT n, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
                            stamp(n, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                     FROM (SELECT coalesce(max(id), 0) + 1 AS n FROM webhooks)",
                )?
                .execute(params![
                    webhook.url,
                    webhook.filter,
                    webhook.secret,
                    webhook.created,
                    webhook.position.cast_signed(),
                    webhook.failures,
                    webhook.state,
                    webhook.tells,
                    webhook.told
                ])?;
            Ok(transaction.last_insert_rowid())
        })
    }

    /// Notes how far webhooks are, by their numbers: position, failures, state, and the alerts that
    /// were told. Those that are gone are passed over.
    pub fn put_webhooks(&self, webhooks: &[Webhook]) -> Result<(), Error> {
        self.write(|transaction| {
            for webhook in webhooks {
                transaction.execute(
                    "UPDATE webhooks SET position = ?2, failures = ?3, state = ?4, told = ?5
                     WHERE id = ?1",
                    params![
                        webhook.id,
                        webhook.position.cast_signed(),
                        webhook.failures,
                        webhook.state,
                        webhook.told
                    ],
                )?;
                stamp(transaction, "webhooks", WEBHOOK, webhook.id)?;
            }
            Ok(())
        })
    }

    /// Forgets a webhook. Answers whether there was one.
    pub fn remove_webhook(&self, id: i64) -> Result<bool, Error> {
        self.write(|transaction| {
            Ok(transaction.execute("DELETE FROM webhooks WHERE id = ?1", [id])? > 0)
        })
    }
}

/// The columns that a stamp covers.
pub(crate) const TOKEN: &str = "id, name, hash, rights, created, last_used, revoked";
pub(crate) const WEBHOOK: &str = "id, url, filter, secret, created, position, failures, state, \
                                  tells, told";

fn stamp(connection: &rusqlite::Connection, table: &str, columns: &str, id: i64) -> Done<()> {
    connection.execute(
        &format!("UPDATE {table} SET stamp = stamp({columns}) WHERE id = ?1"),
        [id],
    )?;
    Ok(())
}

fn hashed(secret: &str) -> Vec<u8> {
    blake3::hash(secret.as_bytes()).as_bytes().to_vec()
}

impl Snapshot<'_> {
    /// Every token, also those that were revoked.
    pub fn tokens(&self) -> Result<Vec<Token>, Error> {
        let mut found = Vec::new();
        self.each(
            "SELECT id, name, rights, created, last_used, revoked FROM tokens ORDER BY id",
            Vec::new(),
            token,
            &mut |token| {
                found.push(token);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// The token of a secret, unless it was revoked. Found by its hash: how long it takes says
    /// nothing of the secret.
    pub fn token(&self, secret: &str) -> Result<Option<Token>, Error> {
        let read = || {
            let mut statement = self.transaction.prepare_cached(
                "SELECT id, name, rights, created, last_used, revoked FROM tokens
                 WHERE hash = ?1 AND revoked IS NULL",
            )?;
            let found = statement
                .query_row([hashed(secret)], |row| Ok(token(row)))
                .optional()?;
            found.transpose()
        };
        self.at(read())
    }

    /// Every webhook.
    pub fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let mut found = Vec::new();
        self.each(
            &format!("SELECT {WEBHOOK} FROM webhooks ORDER BY id"),
            Vec::<Value>::new(),
            |row| {
                Done::Ok(Webhook {
                    id: row.get(0)?,
                    url: row.get(1)?,
                    filter: row.get(2)?,
                    secret: row.get(3)?,
                    created: row.get(4)?,
                    position: row.get::<_, i64>(5)?.unsigned_abs(),
                    failures: row.get(6)?,
                    state: row.get(7)?,
                    tells: row.get(8)?,
                    told: row.get(9)?,
                })
            },
            &mut |webhook| {
                found.push(webhook);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }
}

fn token(row: &Row<'_>) -> Done<Token> {
    let rights: String = row.get(2)?;
    Ok(Token {
        id: row.get(0)?,
        name: row.get(1)?,
        rights: Rights::parse(&rights)
            .ok_or_else(|| Fault::Damaged(format!("tokens: no rights \"{rights}\"")))?,
        created: row.get(3)?,
        last_used: row.get(4)?,
        revoked: row.get(5)?,
    })
}
