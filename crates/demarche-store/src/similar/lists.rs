//! Word lists of the comparison: what a word decides when it is the only one that differs.
//!
//! They know English newswire, and no country, person or place. Words of a list are parted by
//! spaces, entries of several words by bars.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::words::Kind;

/// The lists, ready to be asked.
pub(super) struct Lists {
    pub(super) kinds: Table<Kind>,
    /// The figure that a word stands for.
    pub(super) figures: Table<&'static str>,
    /// The groups in which a word stands.
    pub(super) synonyms: Table<Vec<usize>>,
    pub(super) titles: Table<()>,
    pub(super) abbreviations: Table<()>,
    pub(super) credit_starts: Vec<&'static str>,
    pub(super) short_credit_starts: Vec<&'static str>,
    pub(super) credit_words: Vec<&'static str>,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let figures: Vec<(&str, &str)> = FIGURES
        .split_whitespace()
        .map(|entry| entry.split_once('=').unwrap_or((entry, entry)))
        .collect();
    let mut kinds = Table::default();
    // Of two lists that have a word the later one counts.
    let lists = [
        (Kind::Deciding, DECIDING),
        (Kind::Time, TIME),
        (Kind::Negation, NEGATION),
        (Kind::Function, FUNCTION),
    ];
    for (kind, words) in lists {
        kinds.extend(words.split_whitespace().map(|word| (hash(word), kind)));
    }
    kinds.extend(figures.iter().map(|(word, _)| (hash(word), Kind::Figure)));
    let mut synonyms: Table<Vec<usize>> = Table::default();
    for (group, words) in SYNONYMS.split('|').enumerate() {
        for word in words.split_whitespace() {
            synonyms.entry(hash(word)).or_default().push(group);
        }
    }
    let set = |words: &str| {
        words
            .split_whitespace()
            .map(|word| (hash(word), ()))
            .collect()
    };
    let entries = |list: &'static str| list.split('|').map(str::trim).collect();
    Lists {
        kinds,
        figures: figures
            .into_iter()
            .map(|(word, figure)| (hash(word), figure))
            .collect(),
        synonyms,
        titles: set(TITLES),
        abbreviations: set(ABBREVIATIONS),
        credit_starts: entries(CREDIT_STARTS),
        short_credit_starts: entries(SHORT_CREDIT_STARTS),
        credit_words: entries(CREDIT_WORDS),
    }
});

/// FNV-1a, 64 bits: bands are made of these values and stored, so they may never change.
pub(super) fn hash(form: &str) -> u64 {
    form.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Keyed by hashes, which are hashed no more. Only looked up, never walked through.
pub(super) type Table<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

#[derive(Clone, Copy, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Words that hold sentences together. One more or less says nothing new.
const FUNCTION: &str = "\
    a about after again against all also although am among an and any are as at be because \
    been before being both but by can could did do does during each for from had has have he \
    her here him his how however i if in into is it its itself just may meanwhile might more \
    most must my of on only or other our over own same she should since so some such than \
    that the their them then there these they this those through to too under until upon us \
    very was we were what when where which while who whom whose why will with would you your \
    yet according separately earlier later still now";

/// Words that turn a statement round.
const NEGATION: &str = "\
    not no never nor neither none nobody nothing without cannot hardly barely";

/// Words for a day or an hour that are written small. Names of days and months count as names.
const TIME: &str = "\
    today yesterday tomorrow tonight overnight morning afternoon evening night midnight noon \
    midday dawn dusk weekend last next previous following am pm";

/// Amounts and units, with the figure that a word stands for.
const FIGURES: &str = "\
    zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 \
    twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 \
    nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 \
    ninety=90 first=1st second=2nd third=3rd fourth=4th fifth=5th sixth=6th seventh=7th \
    eighth=8th ninth=9th tenth=10th hundred hundreds thousand thousands million millions \
    billion billions trillion dozen dozens half quarter once twice double triple single \
    couple several many few m=million mn=million bn=billion km kilometre=km kilometres=km \
    kilometer=km kilometers=km mile miles=mile percent pct=percent tonne tonnes=tonne ton \
    tons=ton hour hours=hour day days=day week weeks=week month months=month year years=year \
    decade decades=decade";

/// Words of which two different ones in the same place tell two different things: outcomes,
/// deeds, directions, offices, groups of people, matters. Written as stems; see `stem`.
const DECIDING: &str = "\
    kill die dead wound injur hurt arrest detain releas free fre jail convict acquit charg \
    sentenc pardon execut kidnap abduct rescu expel deport evacuat displac miss hospital \
    infect recover fatalit death casualt injury injuri shot stabb beat poison attack bomb \
    shell raid ambush invad captur seiz retak withdr withdraw retreat advanc deploy strik \
    struck strike protest march rally ralli riot clash block blockad reopen open clos shut \
    launch suspend resum halt start end begin began cancel postpon extend lift impos \
    sanction ban bann allow permit approv reject accept refus deni deny confirm agre sign \
    ratifi violat breach threaten warn urg demand prais condemn welcom criticis criticiz \
    accus apologis apologiz vow promis pledg visit meet met host appoint elect resign \
    dismiss fir sack replac vot win won lose lost defeat donat send sent receiv buy bought \
    sell sold export import rise rose risen ris fall fell fallen increas decreas grow grew \
    shrink shrank gain drop climb declin jump slump surg plung up down above below higher \
    lower less fewer largest smallest north south east west northern southern eastern \
    western northeast northwest southeast southwest left right inside outside yes president \
    minister premier chancellor king queen princ governor mayor senator ambassador envoy \
    general colonel captain chief secretari secretary judg prosecutor speaker deputi deputy \
    teacher doctor nurs miner farmer student driver pilot worker lawyer journalist soldier \
    civilian polic rebel militant refuge migrant women woman men man girl boy child children \
    army navy union parliament senat court bank school hospit hotel mosqu church market \
    airport bridg port prison factori factory flood earthquak storm drought explosion crash \
    epidem outbreak cholera measl polio ebola malaria oil gas wheat gold coal electric water \
    food fuel";

/// Words that desks write for one another without changing what is told.
const SYNONYMS: &str = "\
    said says stated told added noted declared announced remarked explained | protesters \
    protestors demonstrators | soldiers troops | people persons | lawmakers legislators \
    parliamentarians | rebels insurgents | began started begun | begin start | ended \
    finished concluded | big large major huge | nearly almost around about approximately \
    roughly some | help aid assistance | talks negotiations discussions | deal agreement \
    accord | urged called | wounded injured hurt | however but though | while whereas as | \
    while whilst | among amongst | toward towards | near close | area region | spokesman \
    spokeswoman spokesperson | chairman chairwoman chair chairperson | following after | \
    statement release communique | bought purchased | quickly rapidly swiftly | children \
    kids | died perished | increase rise | increased rose risen | decreased fell dropped \
    declined | policemen police officers";

/// Titles before a name. A desk drops them; another in their place is another person.
const TITLES: &str = "\
    president minister prime foreign defence defense interior finance mr mrs ms dr prof \
    professor gen general col colonel lt lieutenant maj major capt captain sgt sen senator \
    rep gov governor mayor king queen prince princess sheikh sir lord chancellor premier \
    secretary ambassador chairman spokesman spokeswoman spokesperson judge pope bishop \
    archbishop ayatollah deputy vice former acting chief";

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &str = "\
    mr mrs ms dr prof gen col lt maj capt sgt sen rep gov st no jan feb mar apr jun jul aug \
    sep sept oct nov dec vs inc ltd co jr sr";

/// How a sentence of credit, boilerplate or invitation begins.
const CREDIT_STARTS: &str = "\
    reporting by | additional reporting | editing by | writing by | edited by | written by | \
    compiled by | translated by | from our | our correspondent | copyright | all rights \
    reserved | this article was | this story was | this report was | this material may | \
    this content | read more | click here | click to | sign up | subscribe | follow us | \
    join our | get the latest | get our | for more on | more on this | last updated | first \
    published | originally published | with input from | with inputs from | with agency \
    inputs | with reporting | with files from | except for the headline | share this | share \
    on | contact us | associated press writer | agence france presse | disclaimer | editor \
    note | editors note | editor s note | support our | continue reading";

/// How a line of credit begins that is short; a sentence of news may begin like that too.
const SHORT_CREDIT_STARTS: &str = "\
    by | photo | photos | image | images | picture | pictures | video | file photo | caption \
    | source | sources | published | updated | posted | related | watch | listen | comments \
    | tags | topics | email | see also | read also | also read | read the full | newsletter \
    | advertisement | sponsored | download | reuters | afp | ap | the associated press | \
    agencies | news agency | follow our | the post | donate";

/// Words that mark a sentence of credit wherever they stand in it.
const CREDIT_WORDS: &str = "\
    contributed to this report | contributed reporting | all rights reserved | may not be \
    published | syndicated feed | has not been edited | first appeared on | appeared first \
    on | originally published | republished with permission | under a creative commons | \
    terms of use | our standards | reporting by | editing by";
