//! English passes, whatever is in it; other languages are set aside with their name.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use demarche_read::language::check;
use demarche_record::Article;

fn article(text: &str, lang: Option<&str>) -> Article {
    Article {
        text: text.to_owned(),
        lang: lang.map(str::to_owned),
        ..Article::default()
    }
}

fn passes(text: &str) -> bool {
    check(&article(text, None)).is_ok()
}

const OTHERS: &[(&str, &str, &str)] = &[
    (
        "German",
        "de",
        "Die Bundesregierung hat am Montag den Botschafter von Belarus einbestellt. Das Auswärtige Amt sprach von einem schweren Verstoß gegen das Völkerrecht und kündigte weitere Schritte an.",
    ),
    (
        "French",
        "fr",
        "Le gouvernement kényan a rappelé lundi son ambassadeur en Somalie. Le ministère des Affaires étrangères a dénoncé une violation de la souveraineté et annoncé de nouvelles mesures.",
    ),
    (
        "Spanish",
        "es",
        "El gobierno de Kenia llamó a consultas el lunes a su embajador en Somalia. El ministerio denunció una violación de la soberanía y anunció que tomará nuevas medidas esta semana.",
    ),
    (
        "Portuguese",
        "pt",
        "O governo do Quênia chamou na segunda-feira o seu embaixador na Somália para consultas. O ministério denunciou uma violação da soberania e anunciou que não vai aceitar novas ameaças.",
    ),
    (
        "Italian",
        "it",
        "Il governo del Kenya ha richiamato lunedì il suo ambasciatore in Somalia. Il ministero degli Esteri ha denunciato una violazione della sovranità e ha annunciato nuove misure.",
    ),
    (
        "Dutch",
        "nl",
        "De regering van Kenia heeft maandag haar ambassadeur in Somalië teruggeroepen. Het ministerie sprak van een schending van de soevereiniteit en kondigde nieuwe stappen aan.",
    ),
    (
        "Polish",
        "pl",
        "Rząd Kenii wezwał w poniedziałek swojego ambasadora z Somalii na konsultacje. Ministerstwo spraw zagranicznych mówiło o naruszeniu suwerenności i zapowiedziało dalsze kroki.",
    ),
    (
        "Swedish",
        "sv",
        "Kenyas regering kallade på måndagen hem sin ambassadör från Somalia. Utrikesdepartementet talade om en kränkning av landets suveränitet och lovade att vidta nya åtgärder.",
    ),
    (
        "Turkish",
        "tr",
        "Kenya hükümeti pazartesi günü Somali büyükelçisini istişareler için geri çağırdı. Dışişleri Bakanlığı egemenliğin ihlal edildiğini söyledi ve yeni adımlar atılacağını açıkladı.",
    ),
    (
        "Indonesian",
        "id",
        "Pemerintah Kenya pada hari Senin memanggil pulang duta besarnya dari Somalia. Kementerian luar negeri mengatakan bahwa kedaulatan negara telah dilanggar dan akan mengambil langkah baru.",
    ),
    (
        "Vietnamese",
        "vi",
        "Chính phủ Kenya hôm thứ Hai đã triệu hồi đại sứ của mình tại Somalia để tham vấn. Bộ ngoại giao nói rằng chủ quyền của đất nước đã bị vi phạm và sẽ có những biện pháp mới.",
    ),
    (
        "Russian",
        "ru",
        "Правительство Кении в понедельник отозвало своего посла из Сомали для консультаций. Министерство заявило о нарушении суверенитета и пообещало новые меры.",
    ),
    (
        "Arabic",
        "ar",
        "استدعت الحكومة الكينية يوم الاثنين سفيرها لدى الصومال للتشاور وقالت الوزارة إن السيادة انتهكت وإنها ستتخذ خطوات جديدة",
    ),
    (
        "Mandarin",
        "zh",
        "肯尼亚政府周一召回驻索马里大使进行磋商。外交部表示，该国主权受到侵犯，并宣布将采取新的措施。",
    ),
    (
        "Japanese",
        "ja",
        "ケニア政府は月曜日、協議のため駐ソマリア大使を召還した。外務省は主権が侵害されたと述べ、新たな措置を取ると発表した。",
    ),
    (
        "Korean",
        "ko",
        "케냐 정부는 월요일 협의를 위해 주소말리아 대사를 소환했다. 외교부는 주권이 침해되었다고 밝히고 새로운 조치를 예고했다.",
    ),
    (
        "Hindi",
        "hi",
        "केन्या की सरकार ने सोमवार को सोमालिया से अपने राजदूत को परामर्श के लिए वापस बुला लिया। मंत्रालय ने कहा कि संप्रभुता का उल्लंघन हुआ है।",
    ),
    (
        "Greek",
        "el",
        "Η κυβέρνηση της Κένυας ανακάλεσε τη Δευτέρα τον πρέσβη της από τη Σομαλία για διαβουλεύσεις. Το υπουργείο μίλησε για παραβίαση της κυριαρχίας.",
    ),
];

#[test]
fn other_languages_are_set_aside_by_name() {
    for (name, code, text) in OTHERS {
        // Whatever the page declares: templates lie.
        for declared in [None, Some(*code), Some("en")] {
            let problem = check(&article(text, declared)).expect_err(name);
            assert_eq!(problem.what, format!("not in English but in {name}"));
        }
    }
}

#[test]
fn english_passes_whatever_it_is_declared_to_be() {
    let text = "Kenya recalled its ambassador to Somalia on Monday. The ministry said that the \
        country's sovereignty had been violated and that it would take further steps.";
    for declared in [
        None,
        Some("en"),
        Some("en-GB"),
        Some("de"),
        Some("ru"),
        Some("x"),
    ] {
        assert!(check(&article(text, declared)).is_ok(), "{declared:?}");
    }
}

#[test]
fn short_texts_and_names_pass() {
    for text in [
        "",
        "Kenya",
        "Zelensky, Macron, Scholz meet in Kyiv",
        "Recep Tayyip Erdogan, Kyriakos Mitsotakis meet in Ankara",
        "Mahmoud Abbas met Abdel Fattah el-Sisi in Sharm el-Sheikh.",
        "Luiz Inácio Lula da Silva hosts Gabriel Boric, Gustavo Petro, Alberto Fernández in Brasília",
        "Sri Lanka's Ranil Wickremesinghe, Mahinda Rajapaksa, Sajith Premadasa trade accusations in Colombo",
        "Viktor Orbán, Andrej Babiš, Mateusz Morawiecki, Eduard Heger sign declaration in Bratislava, pledge border troops",
        "PM Narendra Modi, Xi Jinping hold talks in Kazan",
        "Tshisekedi recalls envoy. Kagame rejects claim. Ruto calls summit. Museveni sends troops.",
        "НАТО",
    ] {
        assert!(passes(text), "{text}");
    }
}

#[test]
fn mixed_texts_pass() {
    let english = "Kenya recalled its ambassador to Somalia on Monday, and the ministry said that \
        the envoy would return for consultations with the president and the cabinet this week.";
    for (name, _, other) in OTHERS {
        // Half and half by length; a script with few, heavy letters counts by them.
        let text = format!("{english} {other}");
        assert!(passes(&text), "{name}");
    }
}

/// Every article of data that is all English.
fn english_data(folder: &Path) -> Vec<String> {
    let mut stories = String::new();
    let file = fs::File::open(folder.join("events/synthetic_stories.jsonl.gz")).unwrap();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut stories)
        .unwrap();
    let mut texts: Vec<String> = stories
        .lines()
        .map(|line| serde_json::from_str::<Article>(line).unwrap().text)
        .collect();
    for name in ["plv_train.tsv", "plv_dev.tsv", "no_event_dev.tsv"] {
        let table = fs::read_to_string(folder.join("events").join(name)).unwrap();
        let cells = table.lines().flat_map(|line| line.split('\t'));
        // Sentences, wherever they stand in a line.
        texts.extend(cells.filter(|cell| cell.len() > 30).map(str::to_owned));
    }
    texts
}

#[test]
fn nothing_in_english_is_set_aside() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !folder.is_dir() {
        println!("skipped: the English data (no {})", folder.display());
        return;
    }
    let texts = english_data(&folder);
    assert!(texts.len() > 5700, "{}", texts.len());
    let mut alarms = Vec::new();
    for text in &texts {
        for text in [
            text.as_str(),
            text.split_inclusive(". ").next().unwrap_or_default(),
        ] {
            // The worst a page can declare.
            for declared in [None, Some("de")] {
                if let Err(problem) = check(&article(text, declared)) {
                    alarms.push(format!("{problem}: {text:.200}"));
                }
            }
        }
    }
    assert!(
        alarms.is_empty(),
        "{} of {}: {alarms:#?}",
        alarms.len(),
        texts.len()
    );
}
