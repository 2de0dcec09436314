//! Closed classes of words that the resolution of parties asks for. Open classes stand in the tables
//! of `knowledge/`.

use demarche_record::Sector::{self, Bus, Cop, Gov, Jud, Leg, Mil, Pty, Rel, Spy};

/// Prepositions that put a place name to its literal use.
#[rustfmt::skip]
pub(super) const LOCATIVE: &[&str] = &[
    "in", "at", "near", "inside", "outside", "across", "around", "within", "throughout", "into",
    "along", "through", "via", "over", "above", "off",
];

/// Prepositions that make a capital a place rather than a government after a verb.
#[rustfmt::skip]
pub(super) const MOTION: &[&str] = &[
    "to", "from", "into", "for", "on", "of",
];

/// Verbs whose object is a town and not the government that sits there.
#[rustfmt::skip]
pub(super) const PHYSICAL: &[&str] = &[
    "visit", "leave", "reach", "bomb", "bombard", "attack", "hit", "strike", "enter", "capture",
    "seize", "shell", "tour", "storm", "evacuate", "flee", "shake", "rock", "surround",
    "target", "besiege", "retake", "recapture", "conquer", "overrun", "liberate", "take",
    "control", "occupy", "cross", "paralyse", "paralyze", "destroy", "raid", "hold", "encircle",
    "approach", "pound", "patrol", "roam", "quit", "rule", "blanket", "flood", "ring", "shut",
];

/// What a state does to those who live under it.
#[rustfmt::skip]
pub(super) const HOLDING: &[&str] = &[
    "arrest", "detain", "jail", "imprison", "free", "release", "sentence", "interrogate", "question",
];

/// Verbs whose subject may well be a town as such.
#[rustfmt::skip]
pub(super) const STILL: &[&str] = &[
    "be", "have", "lie", "stand", "become", "remain", "host", "grow", "boast", "offer", "sit", "look",
    "seem", "feature", "contain", "wake", "attract", "house", "see", "celebrate", "stretch", "get",
    "own", "enjoy", "include", "lack", "live",
];

/// Verbs whose object is somebody that acts.
#[rustfmt::skip]
pub(super) const DEALING: &[&str] = &[
    "blame", "defy", "pressure", "press", "persuade", "criticise", "criticize", "sue", "thank",
    "petition", "lobby", "notify", "inform", "convince", "anger", "infuriate", "irritate", "annoy",
    "alarm", "worry", "provoke", "please", "placate", "appease", "challenge", "invite",
    "slam", "lambast", "rebuke", "condemn", "praise", "trust",
];

/// Forms of address, and whether they are said of women.
#[rustfmt::skip]
pub(super) const HONORIFICS: &[(&str, Option<bool>)] = &[
    ("mr", Some(false)), ("mr.", Some(false)), ("sir", Some(false)), ("mrs", Some(true)),
    ("mrs.", Some(true)), ("ms", Some(true)), ("ms.", Some(true)), ("miss", Some(true)),
    ("madam", Some(true)), ("lady", Some(true)), ("dr", None), ("dr.", None),
];

/// Adjectives of those who hold office no more.
#[rustfmt::skip]
pub(super) const FORMER: &[&str] = &[
    "former", "ex", "onetime", "erstwhile", "ousted", "deposed", "toppled", "exiled", "retired",
    "disgraced", "fugitive", "sacked", "fallen", "overthrown", "dethroned", "impeached", "one-time",
];

/// Nouns for whoever an armed group has in its ranks.
#[rustfmt::skip]
pub(super) const ANYONE: &[&str] = &[
    "man", "men", "women", "youths", "boys", "people", "elements", "peasants", "villagers",
    "teenagers", "children",
];

/// Nouns for those who follow somebody, whatever he does.
#[rustfmt::skip]
pub(super) const FOLLOWERS: &[&str] = &[
    "follower", "followers", "supporter", "supporters", "loyalist", "loyalists", "lieutenant",
    "lieutenants", "bodyguard", "bodyguards", "henchmen", "disciples", "partisans",
];

/// Nouns for those who belong to a party or work for it.
#[rustfmt::skip]
pub(super) const PARTISANS: &[&str] = &[
    "worker", "workers", "activist", "activists", "member", "members", "cadre", "cadres", "militant",
    "militants", "islamist", "islamists", "stalwart", "stalwarts", "sympathiser", "sympathisers",
    "sympathizer", "sympathizers", "faithful", "delegate", "delegates", "campaigners",
];

/// Sectors of the offices that an armed group has as a state does: its judges are of the group.
pub(super) const OFFICERS: &[Option<Sector>] = &[
    Some(Gov),
    Some(Jud),
    Some(Rel),
    Some(Pty),
    Some(Bus),
    Some(Spy),
    Some(Cop),
    Some(Leg),
    Some(Mil),
];

/// Offices that bodies outside the government have too.
#[rustfmt::skip]
pub(super) const PRESIDING: &[&str] = &[
    "president", "presidents", "vice-president", "vice-presidents", "secretary", "secretary-general",
];

/// Those who serve in a place that is not their country's.
#[rustfmt::skip]
pub(super) const DIPLOMATS: &[&str] = &[
    "ambassador", "ambassadors", "embassy", "embassies", "consul", "consuls", "consulate",
    "consulates", "consul-general", "diplomat", "diplomats", "attache", "attaches", "attaché",
    "attachés", "envoy", "envoys", "nuncio",
];

/// States of the Americas whose first peoples the press calls Indians.
#[rustfmt::skip]
pub(super) const INDIGENOUS: &[&str] = &[
    "ARG", "BLZ", "BOL", "BRA", "CAN", "CHL", "COL", "CRI", "ECU", "GTM", "GUY", "HND", "MEX", "NIC",
    "PAN", "PER", "PRY", "SLV", "SUR", "USA", "VEN",
];

/// Adjectives of those who are not at home.
#[rustfmt::skip]
pub(super) const FROM_ELSEWHERE: &[&str] = &[
    "foreign", "international", "overseas", "western", "visiting", "multinational", "global",
    "arab", "european", "african", "asian", "nordic", "regional", "allied",
];

/// Nouns that count or gather what "of" names.
#[rustfmt::skip]
pub(super) const QUANTITIES: &[&str] = &[
    "dozens", "hundreds", "thousands", "tens", "millions", "scores", "number", "numbers",
    "group", "groups", "crowd", "crowds", "handful", "majority", "rest", "some", "many",
    "several", "most", "all", "one", "two", "three", "four", "five", "six", "seven", "eight",
    "nine", "ten", "dozen", "couple", "none", "thousand", "column", "columns", "convoy", "convoys",
    "band", "bands", "wave", "waves", "remnants", "batch", "contingents",
];

/// Heads of "both sides", "the two countries".
#[rustfmt::skip]
pub(super) const PAIR_NOUNS: &[&str] = &[
    "countries", "nations", "sides", "neighbours", "neighbors", "states", "parties", "powers",
    "rivals", "capitals", "governments", "leaders", "presidents", "ministers", "armies",
    "militaries", "delegations", "allies", "republics", "foes", "adversaries", "peoples",
    "diplomats", "officials", "men", "women",
];

/// Heads of pairs that mean two persons, whatever they do.
pub(super) const PERSONS: &[&str] = &["men", "women"];

/// "the country": the state spoken of.
#[rustfmt::skip]
pub(super) const STATE_NOUNS: &[&str] = &[
    "country", "nation", "republic", "kingdom", "state",
];

/// Nouns for the ground that somebody governs or lives on.
#[rustfmt::skip]
pub(super) const GROUNDS: &[&str] = &[
    "capital", "city", "country", "county", "department", "district", "enclave", "exclave", "island",
    "islands", "municipality", "nation", "neighbourhood", "neighborhood", "peninsula", "port",
    "prefecture", "province", "region", "republic", "state", "suburb", "territory", "town", "township",
    "valley", "village",
];

/// Words before "country" or "state" that make it no state that was spoken of.
#[rustfmt::skip]
pub(super) const UNLIKE: &[&str] = &[
    "of", "other", "others", "same", "third", "second", "first", "host", "home", "foreign",
    "neighbouring", "neighboring", "another", "different", "only", "member", "sending", "receiving",
    "deep", "welfare", "rogue", "current", "present", "future", "federal", "own", "developing",
    "donor", "transit", "target", "native", "next", "last", "nearest", "entire", "whole",
];

/// Nouns for some states only: "the emirate".
#[rustfmt::skip]
pub(super) const STATE_FORMS: &[&str] = &[
    "emirate", "sheikhdom", "sultanate", "principality", "monarchy", "archipelago", "island",
    "duchy", "city-state", "isle",
];

/// "the group": the organisation spoken of.
#[rustfmt::skip]
pub(super) const GROUP_NOUNS: &[&str] = &[
    "group", "organization", "organisation", "movement", "party", "company", "bloc", "alliance",
    "agency", "militia", "union", "body", "faction", "firm", "mission", "newspaper", "broadcaster",
    "channel", "network", "watchdog", "cartel", "gang",
];

/// Calling an attack terrorist names nobody as its author.
#[rustfmt::skip]
pub(super) const LABELS: &[&str] = &[
    "terrorist", "terror", "rival",
];

/// "Pakistan-sponsored": the country before the hyphen stands behind the noun.
#[rustfmt::skip]
pub(super) const SPONSORS: &[&str] = &[
    "sponsored", "led", "run", "owned", "controlled", "administered", "occupied", "appointed",
];

/// Second halves of adjectives: "rebel-held".
#[rustfmt::skip]
pub(super) const PARTICIPLES: &[&str] = &[
    "held", "led", "run", "dominated", "built", "made", "wide",
];

/// Verbs that lead or follow what somebody says.
#[rustfmt::skip]
pub(super) const SAYING: &[&str] = &[
    "say", "tell", "add", "note", "state", "claim", "announce", "report", "explain", "argue",
    "warn", "stress", "write", "remark", "comment", "reply", "respond", "declare", "insist",
    "assert", "tweet", "quote", "recall", "conclude", "continue", "observe", "admit", "concede",
    "acknowledge", "confirm", "deny", "demand", "ask", "urge", "call", "vow", "pledge", "promise",
    "suggest", "describe", "allege", "reiterate", "emphasize", "emphasise", "caution", "joke",
    "exclaim", "shout", "post", "read", "accuse", "threaten", "answer", "point", "mention",
];

/// What only somebody can be: "it was ready to sign" is said of a party, "it was hard to sign" of nothing.
#[rustfmt::skip]
pub(super) const DISPOSED: &[&str] = &[
    "ready", "willing", "able", "unable", "unwilling", "prepared", "committed", "concerned", "open",
    "confident", "aware", "determined", "eager", "keen", "reluctant", "hopeful", "optimistic",
    "entitled", "obliged", "grateful", "free", "set", "due", "bound", "proud", "pleased", "happy",
    "glad", "sorry", "sad", "afraid", "worried", "alarmed", "disappointed", "responsible", "capable",
    "likely", "unlikely", "certain", "sure", "innocent", "guilty", "opposed", "dedicated",
];

/// Nouns of "it is time", "it was a pity that".
#[rustfmt::skip]
pub(super) const MOMENTS: &[&str] = &[
    "time", "day", "year", "fact", "shame", "pity", "mistake", "question", "matter", "case",
    "reason", "duty", "honour", "honor", "way", "chance", "moment", "surprise", "thing", "problem",
];

/// Verbs that have "it" as a subject that means nothing.
#[rustfmt::skip]
pub(super) const SEEMING: &[&str] = &[
    "be", "seem", "appear", "happen", "matter", "take", "turn", "rain", "snow", "look", "sound",
    "depend", "feel", "mean", "emerge", "become", "get", "follow", "remain", "help", "work",
];

/// Kin of whoever owns the phrase.
#[rustfmt::skip]
pub(super) const FAMILY: &[&str] = &[
    "son", "sons", "daughter", "daughters", "wife", "wives", "husband", "husbands", "brother",
    "brothers", "sister", "sisters", "father", "mother", "nephew", "nephews", "cousin",
    "cousins", "relative", "relatives", "family", "families", "widow", "widows", "son-in-law",
    "niece",
];

/// Those whom a state has, and who are of other states.
#[rustfmt::skip]
pub(super) const OTHERS: &[&str] = &[
    "neighbour", "neighbours", "neighbor", "neighbors", "ally", "allies", "enemy", "enemies", "foe",
    "foes", "rival", "rivals", "adversary", "adversaries", "partner", "partners", "creditor",
    "creditors", "lenders", "donors", "backers", "patron",
];

/// Those of another state, whoever has them.
#[rustfmt::skip]
pub(super) const COUNTERPARTS: &[&str] = &["counterpart", "counterparts"];

/// The other state, where a state has one.
#[rustfmt::skip]
pub(super) const NEIGHBOURS: &[&str] = &[
    "neighbour", "neighbours", "neighbor", "neighbors",
];

/// Another state, near or far.
#[rustfmt::skip]
pub(super) const ALLIES: &[&str] = &[
    "foe", "rival", "adversary", "archrival", "archenemy", "enemy", "ally", "occupier",
];

/// Whoever pays for somebody or shields him.
#[rustfmt::skip]
pub(super) const BACKERS: &[&str] = &[
    "patron", "backer", "sponsor", "protector", "paymaster", "benefactor", "backers", "patrons",
];

/// Those in office elsewhere whom somebody visits or receives.
#[rustfmt::skip]
pub(super) const HOSTS: &[&str] = &[
    "host", "hosts", "hostess", "guest", "guests", "visitor", "visitors",
];

/// Nouns behind the name of a people that lives elsewhere: "the Hungarian minority".
#[rustfmt::skip]
pub(super) const DESCENT: &[&str] = &[
    "descent", "origin", "ancestry", "extraction", "stock", "minority", "minorities", "diaspora",
    "community", "communities", "speakers",
];

/// What those of a people are called who rise where they live: "rebel Serbs".
pub(super) const REBELLING: &[&str] = &["rebel", "breakaway", "separatist", "secessionist"];

/// Roles that say nothing of a sector until their owner is known.
#[rustfmt::skip]
pub(super) const OWNED: &[&str] = &[
    "spokesman", "spokesmen", "spokeswoman", "spokesperson", "spokespersons", "spokespeople",
    "leader", "leaders", "secretary", "leadership", "state", "force", "secretaries",
    "representative",
];

/// Roles that are bodies rather than persons.
#[rustfmt::skip]
pub(super) const BODY_ROLES: &[&str] = &[
    "state", "force", "forces", "authority", "delegation", "mission", "missions", "team",
    "leadership", "faction", "wing", "branch", "arm", "affiliate", "contingent", "office",
    "secretariat", "camp", "bloc", "side", "unit", "coalition", "headquarters", "delegations",
    "service", "services", "bureau",
];

/// Bodies that are the government of their country.
#[rustfmt::skip]
pub(super) const GOVERNMENTS: &[&str] = &[
    "government", "authorities", "administration", "regime", "cabinet",
];

/// Singular bodies that "they" may mean.
#[rustfmt::skip]
pub(super) const PLURAL_BODIES: &[&str] = &[
    "police", "authorities", "troops", "forces", "people",
];

/// Heads of pairs that mean the states, whoever spoke for them.
#[rustfmt::skip]
pub(super) const STATES: &[&str] = &[
    "countries", "nations", "sides", "neighbours", "neighbors", "states", "powers", "rivals",
    "republics", "foes", "adversaries", "both", "allies",
];
