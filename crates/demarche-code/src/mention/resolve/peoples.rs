//! Words for a people: "the Kenyans", "a Kenyan", and "the Kenyan" for one who was just named.

use super::*;

/// Endings of adjectives that stand for a people as a whole and for no one of it: "the Dutch".
const COLLECTIVE: &[&str] = &["sh", "ch", "ese", "ss"];

impl Resolver<'_, '_> {
    pub(super) fn people(&mut self, unit: usize, hit: Hit) {
        let Sense::Demonym(index) = hit.sense else {
            return;
        };
        if self.descended(unit, hit) {
            return;
        }
        let Unit { words, phrase, .. } = self.units[unit].clone();
        let view = self.view;
        self.country_draft(unit, index, "demonym");
        let definite = view.lower(phrase.start) == "the" && phrase.start + 1 >= hit.start;
        let plural = matches!(view.xpos(hit.end - 1), "NNS" | "NNPS" | "JJ");
        let one = self.is_one(unit, hit);
        let code = self.drafts[unit].country;
        let draft = &mut self.drafts[unit];
        draft.plural = plural && !one;
        draft.name = None;
        draft.entity = None;
        draft.person = !definite || one;
        if draft.person {
            draft.sectors.insert(0, Sector::Cvl);
        }
        if one && let Some(code) = code {
            self.compatriot(unit, code);
        }
        if let Some((owner, true)) = self.owner_unit(unit) {
            self.in_service(unit, owner);
        }
        let shared = words.end == hit.end && !matches!(view.xpos(hit.end - 1), "NNS" | "NNPS");
        if shared && !one {
            self.share_noun(unit);
        }
    }

    /// Whether a definite demonym is said of one person: "the Norwegian", "the 54-year-old Briton".
    fn is_one(&self, unit: usize, hit: Hit) -> bool {
        let Unit { phrase, part, .. } = &self.units[unit];
        let view = self.view;
        let word = view.lower(hit.end - 1);
        let described = phrase.start + 1 < hit.start;
        let collective = COLLECTIVE.iter().any(|ending| word.ends_with(ending));
        let joined = matches!(view.lower_at(hit.end), Some("and" | "or" | "," | "-"))
            && self.hit(hit.end + 1).is_some();
        !part
            && matches!(view.lower(phrase.start), "the" | "that")
            && !matches!(view.xpos(hit.end - 1), "NNS" | "NNPS")
            && !(collective && !described)
            && !word.ends_with("men")
            && !joined
    }

    /// Whether a unit names one of a people by its name in the plural: "the Chechen".
    pub(super) fn is_one_of(&self, unit: usize, people: &str) -> bool {
        let words = self.units[unit].words.clone();
        let named = people.strip_suffix('s') == Some(self.view.slice(words));
        named && self.view.lower(self.units[unit].phrase.start) == "the"
    }

    /// Whether an organisation is named by those who belong to it: "the Houthis", who are of the Houthi
    /// movement.
    pub(super) fn members_of(&self, unit: usize, index: u32) -> bool {
        let words = &self.units[unit].words;
        let singular = self.view.text(words.end - 1).strip_suffix('s');
        singular.filter(|_| words.len() == 1).is_some_and(|one| {
            let names = self.knowledge.find(1, |_| (one, None));
            names
                .iter()
                .any(|hit| hit.sense == Sense::Organisation(index))
        })
    }

    /// Takes the one person spoken of whom a demonym can mean: one of that country, or one who serves
    /// a body of states or of whom no country is known.
    pub(super) fn compatriot(&mut self, unit: usize, code: CountryCode) {
        let fits = |recent: &Recent| {
            let country = recent.codes.country;
            recent.person
                && !recent.plural
                && country.is_none_or(|country| country == code || country.is_supranational())
        };
        // "The Chechen" is rather the Chechen leader than the other Russian.
        let people = self.view.text(self.units[unit].words.end - 1);
        let found = self
            .refer_noun(unit, |recent| {
                let role = recent.codes.role.as_ref();
                fits(recent) && role.is_some_and(|role| role.split(' ').any(|word| word == people))
            })
            .or_else(|| self.refer_noun(unit, fits));
        if let Some(Recent { codes, .. }) = found {
            let draft = &mut self.drafts[unit];
            let sectors = draft.sectors.clone();
            codes.fill(draft);
            draft.country = draft.country.or(Some(code));
            if draft.sectors.is_empty() && codes.country.is_none_or(|code| !code.is_supranational())
            {
                draft.sectors = sectors;
            }
            draft.basis = "coreference";
            self.females[unit] = codes.female;
        }
    }

    /// "Dostum's Uzbeks": a people in somebody's service is where he is, and bears arms if he does.
    fn in_service(&mut self, unit: usize, owner: usize) {
        self.resolve(owner);
        let of = &self.drafts[owner];
        if !of.person || of.plural || of.country.is_none() {
            return;
        }
        let armed = matches!(
            of.sectors.first(),
            Some(Sector::Reb | Sector::Prm | Sector::Mil)
        );
        let (country, sectors) = (of.country, of.sectors.clone());
        let draft = &mut self.drafts[unit];
        draft.country = country;
        draft.basis = "owner";
        if armed {
            draft.sectors = sectors;
        }
    }
}
