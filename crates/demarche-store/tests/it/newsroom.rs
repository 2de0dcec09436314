//! A newsroom that makes stories from templates, and desks that make copies of them.
//!
//! The first half of the templates was there while the comparison was written; the other half was
//! written before and only scored afterwards.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Seeded, the same on every machine.
#[derive(Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// What fills the slots of a story.
pub(crate) type Facts = BTreeMap<&'static str, String>;

const COUNTRIES: &[&str] = &[
    "Kenya",
    "Ghana",
    "Peru",
    "Chile",
    "Nepal",
    "Jordan",
    "Serbia",
    "Georgia",
    "Niger",
    "Nigeria",
    "Mali",
    "Malawi",
    "Zambia",
    "Gambia",
    "Iran",
    "Iraq",
    "Austria",
    "Australia",
    "Slovakia",
    "Slovenia",
    "Paraguay",
    "Uruguay",
];
const TOWNS: &[&str] = &[
    "Nairobi",
    "Kumasi",
    "Cusco",
    "Temuco",
    "Pokhara",
    "Irbid",
    "Novi Sad",
    "Batumi",
    "Zinder",
    "Kano",
    "Gao",
    "Zomba",
    "Ndola",
    "Basse",
    "Shiraz",
    "Basra",
    "Graz",
    "Perth",
    "Kosice",
    "Maribor",
    "Encarnacion",
    "Salto",
];
const PEOPLE: &[&str] = &[
    "Amina Okoro",
    "Daniel Mensah",
    "Rosa Quispe",
    "Luis Carrasco",
    "Maya Thapa",
    "Omar Haddad",
    "Jelena Ilic",
    "Giorgi Beridze",
    "Salif Toure",
    "Grace Banda",
    "Reza Karimi",
    "Eva Horvat",
    "Paul Steiner",
    "Ruth Mwale",
];
const OFFICES: &[&str] = &[
    "the Interior Ministry",
    "the Health Ministry",
    "the Electoral Commission",
    "the Central Bank",
    "the Supreme Court",
    "the Coast Guard",
    "the Transport Authority",
    "the Red Cross",
    "the World Food Programme",
    "the African Union",
];
const WEEKDAYS: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: &[&str] = &[
    "January", "March", "May", "June", "August", "October", "December",
];
const GROUPS: &[&str] = &[
    "teachers", "nurses", "miners", "farmers", "drivers", "dockers", "students", "pilots",
];
const OUTCOMES: &[&str] = &[
    "killed",
    "wounded",
    "arrested",
    "displaced",
    "rescued",
    "released",
];

/// The slots, with what fills them.
pub(crate) const SLOTS: &[&str] = &[
    "C", "C2", "T", "T2", "P", "P2", "O", "N", "N2", "N3", "N4", "D", "M", "DAY", "G", "X",
];

pub(crate) fn fill(slot: &str, dice: &mut Dice) -> String {
    match slot {
        "C" | "C2" => (*dice.pick(COUNTRIES)).to_owned(),
        "T" | "T2" => (*dice.pick(TOWNS)).to_owned(),
        "P" | "P2" => (*dice.pick(PEOPLE)).to_owned(),
        "O" => (*dice.pick(OFFICES)).to_owned(),
        "D" => (*dice.pick(WEEKDAYS)).to_owned(),
        "M" => (*dice.pick(MONTHS)).to_owned(),
        "DAY" => (1 + dice.below(28)).to_string(),
        "G" => (*dice.pick(GROUPS)).to_owned(),
        "X" => (*dice.pick(OUTCOMES)).to_owned(),
        _ if dice.chance(30) => (*dice.pick(&[
            "three", "five", "seven", "eight", "twelve", "fifteen", "twenty",
        ]))
        .to_owned(),
        _ if dice.chance(20) => format!("{},{:03}", 1 + dice.below(40), dice.below(1000)),
        _ => (2 + dice.below(900)).to_string(),
    }
}

pub(crate) fn facts(dice: &mut Dice) -> Facts {
    let mut facts = Facts::new();
    for slot in SLOTS {
        let mut value = fill(slot, dice);
        while facts.values().any(|other| *other == value) {
            value = fill(slot, dice);
        }
        facts.insert(slot, value);
    }
    facts
}

/// Other facts than `facts` in `slots`.
pub(crate) fn changed(facts: &Facts, slots: &[&'static str], dice: &mut Dice) -> Facts {
    let mut other = facts.clone();
    for slot in slots {
        let mut value = fill(slot, dice);
        while facts.values().any(|old| *old == value) {
            value = fill(slot, dice);
        }
        other.insert(slot, value);
    }
    other
}

/// A story: headline and paragraphs.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
}

impl Story {
    pub(crate) fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }
}

/// Writes a template with facts: `<C>` stands for the country, and so on.
pub(crate) fn write(template: &str, facts: &Facts) -> Story {
    let mut text = template.trim().to_owned();
    for (slot, value) in facts {
        text = text.replace(&format!("<{slot}>"), value);
    }
    let mut paragraphs = text.split("\n\n").map(|p| {
        let joined = p.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut chars = joined.chars();
        chars
            .next()
            .map(|first| first.to_uppercase().collect::<String>() + chars.as_str())
            .unwrap_or_default()
    });
    Story {
        title: paragraphs.next().unwrap_or_default(),
        paragraphs: paragraphs.collect(),
    }
}

/// The slots that a template uses in what a copy of half its length still has.
pub(crate) fn slots_of(template: &str) -> Vec<&'static str> {
    let body = template
        .trim()
        .split_once("\n\n")
        .map_or("", |(_, body)| body);
    let mut half = body.len() / 2;
    while !body.is_char_boundary(half) {
        half += 1;
    }
    SLOTS
        .iter()
        .copied()
        .filter(|slot| body[..half].contains(&format!("<{slot}>")))
        .collect()
}

const HEADS: &[&str] = &[
    "By Our Correspondent",
    "Agencies",
    "Updated: 10:15 GMT",
    "Published on our website this morning",
    "From our foreign desk",
    "World news",
];
const TAILS: &[&str] = &[
    "(Reporting by the Nairobi newsroom; Editing by the night desk)",
    "This story was published from a wire agency feed without modifications to the text.",
    "Copyright 2025. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
    "Read more: What we know about the region",
    "The Associated Press contributed to this report.",
    "Sign up for our newsletter to get the stories of the day every morning.",
    "Follow our live coverage for the latest on this developing story.",
    "Our reporters in the field and agency staff helped with this article.",
];
const HEADLINES: &[&str] = &[
    "What happened, and what comes next",
    "Officials give details as the region waits",
    "A long day ends with questions",
    "News in brief from abroad",
];
/// Words that desks exchange; more than the comparison knows of.
const EDITS: &[(&str, &str)] = &[
    ("said", "stated"),
    ("told", "informed"),
    ("about", "around"),
    ("began", "started"),
    ("large", "big"),
    ("quickly", "swiftly"),
    ("because", "since"),
    ("also", "further"),
    ("officials", "authorities"),
    ("reporters", "journalists"),
    ("however", "though"),
    ("while", "as"),
    ("near", "close to"),
    ("after", "following"),
    ("several", "a number of"),
    ("is expected to", "should"),
    ("in order to", "to"),
    ("organised", "organized"),
    ("programme", "program"),
    ("neighbouring", "neighboring"),
    ("heavily", "badly"),
    ("difficult", "hard"),
    ("people", "persons"),
    ("statement", "communique"),
    ("more than", "over"),
    ("families", "households"),
    ("damaged", "harmed"),
    ("main", "principal"),
    ("long", "lengthy"),
    ("talks", "discussions"),
    ("support", "backing"),
];

/// A copy as another desk prints it: never another fact.
pub(crate) fn copy(story: &Story, dice: &mut Dice) -> Story {
    let mut paragraphs = story.paragraphs.clone();
    // Shortened at the end, by up to half, or by a paragraph within.
    match dice.below(4) {
        0 => {}
        1 | 2 => {
            let keep = paragraphs.len().div_ceil(2) + dice.below(paragraphs.len() / 2 + 1);
            paragraphs.truncate(keep);
        }
        _ if paragraphs.len() > 3 => {
            let out = 1 + dice.below(paragraphs.len() - 2);
            paragraphs.remove(out);
        }
        _ => {}
    }
    // A few words edited.
    let mut left = dice.below(5);
    for paragraph in &mut paragraphs {
        for _ in 0..3 {
            let (from, to) = dice.pick(EDITS);
            let edited = paragraph.replacen(&format!(" {from} "), &format!(" {to} "), 1);
            if left > 0 && edited != *paragraph {
                left -= 1;
                *paragraph = edited;
            }
        }
    }
    if dice.chance(20) {
        for paragraph in &mut paragraphs {
            *paragraph = paragraph
                .replace(" percent", " per cent")
                .replace('"', "”")
                .replace(" three ", " 3 ");
        }
    }
    if dice.chance(15)
        && let Some(last) = paragraphs.last_mut()
    {
        // Cut in the middle of a sentence.
        let end = last
            .char_indices()
            .nth(last.chars().count() * 2 / 3)
            .map_or(last.len(), |(at, _)| at);
        last.truncate(end);
        last.push('…');
    }
    let title = if dice.chance(60) {
        (*dice.pick(HEADLINES)).to_owned()
    } else {
        story.title.clone()
    };
    if dice.chance(40) {
        let first = paragraphs.remove(0);
        let mut lead = String::new();
        let _ = write!(
            lead,
            "{} ({}) — {first}",
            dice.pick(&["LONDON", "GENEVA"]),
            dice.pick(&["Newswire", "AFP"])
        );
        paragraphs.insert(0, lead);
    }
    if dice.chance(40) {
        paragraphs.insert(0, (*dice.pick(HEADS)).to_owned());
    }
    if dice.chance(20) {
        paragraphs.insert(0, title.clone());
    }
    if dice.chance(60) {
        paragraphs.push((*dice.pick(TAILS)).to_owned());
    }
    Story { title, paragraphs }
}

/// The templates: the comparison was written with the first half of them.
pub(crate) const TEMPLATES: &[&str] = &[
    r"
Daily situation report, <DAY> <M>

<O> said in its daily report on <D>, <DAY> <M>, that <N> people were <X> in <T> over the past 24 hours.

Another <N2> people are receiving treatment, the report said, while <N3> families remain in shelters near the town.

Officials said the main road to <T2> is open again, but heavy vehicles need a permit. The report is published every day at noon.

The totals since the beginning of the year are updated at the end of each month and may change when local offices send corrections.
",
    r"
<C> and <C2> open talks in <T>

The foreign ministers of <C> and <C2> met in <T> on <D> in order to discuss a long dispute over fishing rights.

<P>, who leads the delegation of <C>, told reporters that the talks were difficult but useful. The two sides agreed to meet again in <M>.

<P2>, speaking for <C2>, said that his government wants a treaty before the end of the year and that several points are settled.

The dispute began when patrol boats stopped <N> trawlers near the border. The crews were sent home after a week, and the boats remain in port.

Neighbouring states support the talks because the route is also the main way for their exports.
",
    r"
<G> strike in <C> over pay

More than <N> <G> stopped work across <C> on <D>, the union said, because pay has not risen for two years.

Union leader <P> told a rally in <T> that the <G> will not return before the government makes a better offer.

The government says it has no money for more than <N2> percent. A statement from the finance minister called the strike irresponsible.

Officials said essential services continue, while people in several towns reported long delays. In <T2>, the <G> marched to the town hall and handed over a letter.

The last strike of the <G>, in <M>, ended after <N3> days.
",
    r"
Police in <T> <X> <N> people

Police in <T>, in the south of <C>, said on <D> that <N> people were <X> during a protest against the price of bread.

The protest was organised by a group that is led by <P>. It began quickly after the morning prayers and ended before dark.

A spokesman for <O> said that order was restored and that several shops had been heavily damaged.

Witnesses told reporters that the police used tear gas near the market. The authorities did not comment on that.

Protests are expected to continue through the week, and schools in <T2> remain closed.
",
    r"
<O> sends aid to <C>

<O> said on <D> it will send <N> tonnes of grain to <C>, where a drought has left <N2> people without enough food.

The first trucks left <T> in the morning and are expected to reach <T2> within <N3> days, a statement said.

<P>, who coordinates the programme, told reporters that the money is enough until <M>, and that more is needed.

The rains failed for the third year in a row. Many families sold their animals, and the price of water has doubled.

Several neighbouring countries promised support, while the government of <C> opened its own stores.
",
    r"
Markets: <C> currency on <D>

The currency of <C> lost <N> percent against the dollar on <D>, dealers in <T> said, while the main index closed at <N2> points.

<O> sold dollars for the second day in a row. A dealer who did not want to be named said the sum was about <N3> million.

Exporters waited because they expect a decision on interest rates in <M>. Trade was thin.

Analysts say the trend is likely to continue as long as the price of oil stays where it is, and that reserves cover several months of imports.
",
    // From here on: scored only.
    r"
Court in <C> rules on <P>

A court in <T> found <P> guilty on <D> of taking bribes while in office, and set the sentence at <N> years in prison.

The judges said that the former minister of <C> received <N2> million dollars from a building firm between <M> and the end of the term.

Lawyers for <P> said they will appeal. They have <N3> days to do so under the law.

<P2>, who had brought the case to light, told reporters in <T2> that the ruling is a good day for the country.

The firm paid a fine last year and has since changed its name. Other trials in the same matter are expected to open in spring.
",
    r"
Ferry sinks off <T>

A ferry with <N> passengers on board sank off <T> on <D> night, and <O> said <N2> of them had been <X>.

The boat was on its way to <T2> when a wave broke over the deck, survivors told a local radio station.

The president of <C> declared three days of mourning and ordered an inquiry into the state of the fleet.

<P>, who heads the port, said the ferry had passed its last inspection in <M>. It was built to carry fewer people, according to the papers.

Divers will continue the search in the morning, if the weather allows it.
",
    r"
Shelling reported in <T> on <DAY> <M>

Regional governor <P> reported on <DAY> <M> that <T> came under fire <N> times during the night, and that <N2> houses were damaged.

Emergency crews put out a fire at a warehouse, the governor wrote. Power is off in <N3> villages near <T2>.

Residents are asked to stay in shelters until the end of the alert and to keep a supply of water at home.

The next report follows tomorrow at eight.
",
    r"
<C> sends home envoy of <C2>

<C> told the ambassador of <C2> to leave within <N> hours on <D>, in a row over remarks about its election in <M>.

Foreign minister <P> said the remarks were an insult to the voters of <C>. The ambassador was called to the ministry in <T> in the evening.

In a first reaction, <C2> called the step a mistake. Its deputy foreign minister, <P2>, said that it will answer in kind.

Trade between the two countries reached <N2> million dollars last year, most of it cotton and machines.

It is the second time within a decade that relations are cut back to the lowest level.
",
    r"
Quake hits <T>, <N> hurt

An earthquake shook <T> in <C> early on <D>, and at least <N> people were hurt, <O> said.

The tremor was felt as far as <T2>, where people ran into the streets. It struck at a depth of <N2> kilometres.

Mayor <P> said <N3> buildings have cracks and that the hospital was moved to tents as a precaution.

Smaller tremors followed throughout the day. Engineers will look at bridges and dams before the roads are opened again.

The last strong quake in the area, in <M> ten years ago, destroyed a large part of the old town.
",
    r"
Vote in <C>: <P> ahead

With <N> percent of the votes counted, <P> leads the presidential election in <C>, <O> said on <D>.

The rival, <P2>, has <N2> percent and refused to concede before the last ballots from <T> arrive.

Observers spoke of long queues and of a calm day. In <T2> the polls stayed open late because papers were missing.

A second round would be held in <M>. The winner takes office on the first day of the new year and will have to deal with debts and a weak harvest.
",
];
