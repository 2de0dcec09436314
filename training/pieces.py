"""Writes the table that holds the program's word pieces to those of the training program.

    python training/pieces.py VOCAB > crates/demarche-encoder/tests/pieces.tsv

A word a line, as a JSON string, and the ids of its pieces. The words are of our own choosing: plain
newswire, names, figures, other scripts, and whatever Unicode has that breaks tokenizers.
"""

import json
import sys

from tokenizers import BertWordPieceTokenizer

UNK = 100

PLAIN = """
The talks between Kenya and Somalia resumed on Monday after the ambassador's recall ; officials said
they'd agreed to re-open Liboi-Dhobley crossings , but 1,200 soldiers stayed . U.N. peacekeepers
( MINUSMA ) left Timbuktu on 2013-04-25 at 14:30 with US$3.5bn of aid , 40% of it grain . "We won't
negotiate" , the Prime Minister told AFP's reporter in N'Djamena . Unconstitutionally disproportionate
counterintelligence demilitarisation rapprochement Ouagadougou Abdelaziz Bouteflika Kyrgyzstan
anti-government pro-Russian ex-president vice-chairman co-operate e-mail x-ray AK-47 F-16 G7 Covid-19
o'clock rock'n'roll R&D AT&T Q&A C++ and/or he/she http://example.org/a?b=c #hashtag @user $5 €7 £9 ¥10
... -- --- .. !? ?! `` '' ' " ( ) [ ] { } < > * / \\ | ~ ^ _ __ = + % & @ #
"""

ODD = [
    "É", "élysée", "São", "Tomé", "Łódź", "Đà", "Nẵng", "İstanbul", "ISTANBUL", "ıraq", "Straße", "STRASSE",
    "ﬁnance", "Ǆ", "ǅ", "œuvre", "Ærø", "Þór", "naïve", "café", "cafe\u0301", "e\u0301\u0302\u0303", "\u0301",
    "Москва", "ЙОД", "Київ", "Ελλάδα", "ΣΊΣΥΦΟΣ", "القاهرة", "قُرْآن", "תל־אביב", "ירושלים", "दिल्ली", "ไทย", "서울", "한국",
    "北京", "東京都", "とうきょう", "トウキョウ", "a北b", "ㄅ", "𠀀", "\u2f800", "〇", "々", "、", "。",
    "“quoted”", "‘single’", "it’s", "—", "–", "a–b", "…", "«", "»", "„", "‹", "§", "¶", "†", "•", "·", "°", "№", "™",
    "½", "²", "Ⅻ", "①", "𝕎𝕒𝕣", "ｆｕｌｌ", "１２３", "ª", "µ", "Ω", "Å",
    "👩‍👩‍👧", "🇰🇪", "😀", "✓", "→", "∞", "≤", "¬", "¦", "©", "®", "`", "´", "¨", "ˆ", "˜", "¯", "¸",
    "\u00a0", "a\u00a0b", "a b", " a", "a ", "a\tb", "a\nb", "\u2009", "a\u2028b", "\u3000",
    "\u0000", "a\u0000b", "\u0007", "a\u0007b", "\u007f", "\u0085", "a\u0085b", "\u200b", "a\u200bb", "\u200d", "\u200e", "\u202e", "\ufeff", "\u00ad", "co\u00adoperate",
    "\ufffd", "a\ufffdb", "\ue000", "a\ue000b", "\u0378", "\U000e0001", "\U0010ffff", "\ufdd0",
    "##s", "##ing", "[S]", "[/T]", "[unused1]",
    "a" * 99, "a" * 100, "a" * 101, "é" * 100, "é" * 101, "-" * 5, "x-" * 60, "",
]


def main() -> None:
    tokenizer = BertWordPieceTokenizer(sys.argv[1], lowercase=True)
    print("# Written by training/pieces.py: words as JSON, and the ids of their pieces.")
    for word in dict.fromkeys([*PLAIN.split(), *ODD]):
        ids = tokenizer.encode(word, add_special_tokens=False).ids or [UNK]
        print(json.dumps(word), *[" ".join(map(str, ids))], sep="\t")


if __name__ == "__main__":
    main()
