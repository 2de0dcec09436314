//! Word lists of the comparison: what a word decides when it is the only one that differs.
//!
//! They know English newswire, and no country, person or place.

/// Words that hold sentences together. One more or less says nothing new.
pub(super) const FUNCTION: &[&str] = &[
    "a", "about", "after", "again", "against", "all", "also", "although", "am", "among", "an", "and", "any", "are", "as",
    "at", "be", "because", "been", "before", "being", "both", "but", "by", "can", "could", "did", "do", "does", "during",
    "each", "for", "from", "had", "has", "have", "he", "her", "here", "him", "his", "how", "however", "i", "if", "in",
    "into", "is", "it", "its", "itself", "just", "may", "meanwhile", "might", "more", "most", "must", "my", "of", "on",
    "only", "or", "other", "our", "over", "own", "same", "she", "should", "since", "so", "some", "such", "than", "that",
    "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until",
    "upon", "us", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "whose", "why",
    "will", "with", "would", "you", "your", "yet", "according", "separately", "earlier", "later", "still", "now",
];

/// Words that turn a statement round.
pub(super) const NEGATION: &[&str] =
    &["not", "no", "never", "nor", "neither", "none", "nobody", "nothing", "without", "cannot", "hardly", "barely"];

/// Words for a day or an hour that are written small. Names of days and months count as names.
pub(super) const TIME: &[&str] = &[
    "today", "yesterday", "tomorrow", "tonight", "overnight", "morning", "afternoon", "evening", "night", "midnight",
    "noon", "midday", "dawn", "dusk", "weekend", "last", "next", "previous", "following", "am", "pm",
];

/// Amounts that are written out, with the figure they stand for where they have one.
pub(super) const FIGURES: &[(&str, &str)] = &[
    ("zero", "0"), ("one", "1"), ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"),
    ("eight", "8"), ("nine", "9"), ("ten", "10"), ("eleven", "11"), ("twelve", "12"), ("thirteen", "13"),
    ("fourteen", "14"), ("fifteen", "15"), ("sixteen", "16"), ("seventeen", "17"), ("eighteen", "18"),
    ("nineteen", "19"), ("twenty", "20"), ("thirty", "30"), ("forty", "40"), ("fifty", "50"), ("sixty", "60"),
    ("seventy", "70"), ("eighty", "80"), ("ninety", "90"), ("first", "1st"), ("second", "2nd"), ("third", "3rd"),
    ("fourth", "4th"), ("fifth", "5th"), ("sixth", "6th"), ("seventh", "7th"), ("eighth", "8th"), ("ninth", "9th"),
    ("tenth", "10th"), ("hundred", "hundred"), ("hundreds", "hundreds"), ("thousand", "thousand"),
    ("thousands", "thousands"), ("million", "million"), ("millions", "millions"), ("billion", "billion"),
    ("billions", "billions"), ("trillion", "trillion"), ("dozen", "dozen"), ("dozens", "dozens"), ("half", "half"),
    ("quarter", "quarter"), ("once", "once"), ("twice", "twice"), ("double", "double"), ("triple", "triple"),
    ("single", "single"), ("couple", "couple"), ("several", "several"), ("many", "many"), ("few", "few"),
    ("m", "million"), ("mn", "million"), ("bn", "billion"), ("km", "km"), ("kilometre", "km"), ("kilometres", "km"),
    ("kilometer", "km"), ("kilometers", "km"), ("mile", "mile"), ("miles", "mile"), ("percent", "percent"),
    ("pct", "percent"), ("tonne", "tonne"), ("tonnes", "tonne"), ("ton", "ton"), ("tons", "ton"), ("hour", "hour"),
    ("hours", "hour"), ("day", "day"), ("days", "day"), ("week", "week"), ("weeks", "week"), ("month", "month"),
    ("months", "month"), ("year", "year"), ("years", "year"), ("decade", "decade"), ("decades", "decade"),
];

/// Words of which two different ones in the same place tell two different things: outcomes, deeds,
/// directions, offices, groups of people. Written as stems; see `stem`.
pub(super) const DECIDING: &[&str] = &[
    // What became of people.
    "kill", "die", "dead", "wound", "injur", "hurt", "arrest", "detain", "releas", "free", "fre", "jail", "convict", "acquit",
    "charg", "sentenc", "pardon", "execut", "kidnap", "abduct", "rescu", "expel", "deport", "evacuat", "displac", "miss",
    "hospital", "infect", "recover", "fatalit", "death", "casualt", "injury", "injuri", "shot", "stabb", "beat", "poison",
    // What was done.
    "attack", "bomb", "shell", "raid", "ambush", "invad", "captur", "seiz", "retak", "withdr", "withdraw", "retreat",
    "advanc", "deploy", "strik", "struck", "strike", "protest", "march", "rally", "ralli", "riot", "clash", "block",
    "blockad", "reopen", "open", "clos", "shut", "launch", "suspend", "resum", "halt", "start", "end", "begin", "began",
    "cancel", "postpon", "extend", "lift", "impos", "sanction", "ban", "bann", "allow", "permit", "approv", "reject", "accept",
    "refus", "deni", "deny", "confirm", "agre", "sign", "ratifi", "violat", "breach", "threaten", "warn", "urg", "demand",
    "prais", "condemn", "welcom", "criticis", "criticiz", "accus", "apologis", "apologiz", "vow", "promis", "pledg", "visit", "meet", "met", "host",
    "appoint", "elect", "resign", "dismiss", "fir", "sack", "replac", "vot", "win", "won", "lose", "lost", "defeat",
    "donat", "send", "sent", "receiv", "buy", "bought", "sell", "sold", "export", "import",
    // Which way it went.
    "rise", "rose", "risen", "ris", "fall", "fell", "fallen", "increas", "decreas", "grow", "grew", "shrink", "shrank",
    "gain", "drop", "climb", "declin", "jump", "slump", "surg", "plung", "up", "down", "above", "below", "higher",
    "lower", "less", "fewer", "largest", "smallest", "north", "south", "east", "west", "northern", "southern", "eastern",
    "western", "northeast", "northwest", "southeast", "southwest", "left", "right", "inside", "outside", "win", "yes",
    // Who.
    "president", "minister", "premier", "chancellor", "king", "queen", "princ", "governor", "mayor", "senator",
    "ambassador", "envoy", "general", "colonel", "captain", "chief", "secretari", "secretary", "judg", "prosecutor",
    "speaker", "deputi", "deputy", "teacher", "doctor", "nurs", "miner", "farmer", "student", "driver", "pilot", "worker",
    "lawyer", "journalist", "soldier", "civilian", "polic", "rebel", "militant", "refuge", "migrant", "women", "woman",
    "men", "man", "girl", "boy", "child", "children", "army", "navy", "union", "parliament", "senat", "court", "bank",
    "school", "hospit", "hotel", "mosqu", "church", "market", "airport", "bridg", "port", "prison", "factori", "factory",
    "flood", "earthquak", "fir", "storm", "drought", "explosion", "crash", "epidem", "outbreak", "cholera", "measl",
    "polio", "ebola", "malaria", "oil", "gas", "wheat", "gold", "coal", "electric", "water", "food", "fuel",
];

/// Words that desks write for one another without changing what is told.
pub(super) const SYNONYMS: &[&[&str]] = &[
    &["said", "says", "stated", "told", "added", "noted", "declared", "announced", "remarked", "explained"],
    &["protesters", "protestors", "demonstrators"],
    &["soldiers", "troops"],
    &["people", "persons"],
    &["lawmakers", "legislators", "parliamentarians"],
    &["rebels", "insurgents"],
    &["began", "started", "begun"],
    &["begin", "start"],
    &["ended", "finished", "concluded"],
    &["big", "large", "major", "huge"],
    &["nearly", "almost", "around", "about", "approximately", "roughly", "some"],
    &["help", "aid", "assistance"],
    &["talks", "negotiations", "discussions"],
    &["deal", "agreement", "accord"],
    &["urged", "called"],
    &["wounded", "injured", "hurt"],
    &["however", "but", "though"],
    &["while", "whereas", "as"],
    &["while", "whilst"],
    &["among", "amongst"],
    &["toward", "towards"],
    &["near", "close"],
    &["area", "region"],
    &["spokesman", "spokeswoman", "spokesperson"],
    &["chairman", "chairwoman", "chair", "chairperson"],
    &["following", "after"],
    &["statement", "release", "communique"],
    &["bought", "purchased"],
    &["quickly", "rapidly", "swiftly"],
    &["children", "kids"],
    &["died", "perished"],
    &["increase", "rise"],
    &["increased", "rose", "risen"],
    &["decreased", "fell", "dropped", "declined"],
    &["policemen", "police", "officers"],
];

/// Titles before a name. A desk drops them; another in their place is another person.
pub(super) const TITLES: &[&str] = &[
    "president", "minister", "prime", "foreign", "defence", "defense", "interior", "finance", "mr", "mrs", "ms", "dr",
    "prof", "professor", "gen", "general", "col", "colonel", "lt", "lieutenant", "maj", "major", "capt", "captain", "sgt",
    "sen", "senator", "rep", "gov", "governor", "mayor", "king", "queen", "prince", "princess", "sheikh", "sir", "lord",
    "chancellor", "premier", "secretary", "ambassador", "chairman", "spokesman", "spokeswoman", "spokesperson", "judge",
    "pope", "bishop", "archbishop", "ayatollah", "deputy", "vice", "former", "acting", "chief",
];

/// Abbreviations whose full stop ends no sentence.
pub(super) const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "maj", "capt", "sgt", "sen", "rep", "gov", "st", "no", "jan",
    "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "vs", "inc", "ltd", "co", "jr", "sr",
];

/// How a line or sentence of credit, boilerplate or invitation begins; lower case, words only.
pub(super) const CREDIT_STARTS: &[&str] = &[
    "by ", "reporting by", "additional reporting", "editing by", "writing by", "edited by", "written by", "compiled by",
    "translated by", "from our", "our correspondent", "copyright", "all rights reserved", "this article", "this story",
    "this report", "this material", "this content", "read more", "read also", "read the", "see also", "also read",
    "click here", "click to", "sign up", "subscribe", "follow us", "join our", "get the latest", "get our", "for more",
    "more on this", "related", "photo", "image", "picture", "video", "file photo", "caption", "source", "sources",
    "published", "updated", "posted", "last updated", "first published", "originally published", "with input from",
    "with inputs from", "with agency inputs", "with reporting", "with files from", "except for the headline", "the post ",
    "share this", "share on", "advertisement", "sponsored", "download", "watch", "listen", "comments", "tags", "topics",
    "contact us", "email", "newsletter", "the associated press", "associated press writer", "agence france presse",
    "news agency", "disclaimer", "editor s note", "editors note", "edited for", "support our", "donate", "continue reading",
];

/// Words that mark a sentence of credit wherever they stand in it.
pub(super) const CREDIT_WORDS: &[&str] = &[
    "contributed to this report", "contributed reporting", "all rights reserved", "may not be published",
    "syndicated feed", "has not been edited", "first appeared on", "appeared first on", "originally published",
    "republished with permission", "under a creative commons", "terms of use", "our standards", "reporting by",
    "editing by",
];
