"""Capitals of regencies that are called otherwise than their regency: people name a place by them."""

from __future__ import annotations

CAPITALS = {
    "1101": "tapaktuan",  # Aceh Selatan
    "1102": "kutacane",  # Aceh Tenggara
    "1104": "takengon",  # Aceh Tengah
    "1105": "meulaboh",  # Aceh Barat
    "1106": "jantho",  # Aceh Besar
    "1107": "sigli",  # Pidie
    "1108": "lhoksukon",  # Aceh Utara
    "1109": "sinabang",  # Simeulue
    "1112": "blangpidie",  # Aceh Barat Daya
    "1113": "blangkejeren",  # Gayo Lues
    "1114": "calang",  # Aceh Jaya
    "1118": "meureudu",  # Pidie Jaya
    "1202": "tarutung",  # Tapanuli Utara
    "1203": "sipirok",  # Tapanuli Selatan
    "1205": "stabat",  # Langkat
    "1206": "kabanjahe",  # Karo
    "1207": "lubuk pakam",  # Deli Serdang
    "1209": "kisaran",  # Asahan
    "1210": "rantau prapat",  # Labuhanbatu
    "1211": "sidikalang",  # Dairi
    "1212": "balige",  # Toba
    "1213": "panyabungan",  # Mandailing Natal
    "1216": "dolok sanggul",  # Humbang Hasundutan
    "1217": "pangururan",  # Samosir
    "1218": "sei rampah",  # Serdang Bedagai
    "1301": "painan",  # Pesisir Selatan
    "1302": "arosuka",  # Solok
    "1304": "batusangkar",  # Tanah Datar
    "1306": "lubuk basung",  # Agam
    "1307": "sarilamak",  # Lima Puluh Kota
    "1308": "lubuk sikaping",  # Pasaman
    "1309": "tuapejat",  # Kepulauan Mentawai
    "1310": "pulau punjung",  # Dharmasraya
    "1401": "bangkinang",  # Kampar
    "1402": "rengat",  # Indragiri Hulu
    "1404": "tembilahan",  # Indragiri Hilir
    "1405": "pangkalan kerinci",  # Pelalawan
    "1406": "pasir pengaraian",  # Rokan Hulu
    "1407": "bagansiapiapi",  # Rokan Hilir
    "1409": "teluk kuantan",  # Kuantan Singingi
    "1410": "selat panjang",  # Kepulauan Meranti
    "1502": "bangko",  # Merangin
    "1504": "muara bulian",  # Batanghari
    "1505": "sengeti",  # Muaro Jambi
    "1506": "kuala tungkal",  # Tanjung Jabung Barat
    "1507": "muara sabak",  # Tanjung Jabung Timur
    "1508": "muara bungo",  # Bungo
    "1509": "muara tebo",  # Tebo
    "1601": "baturaja",  # Ogan Komering Ulu
    "1602": "kayuagung",  # Ogan Komering Ilir
    "1605": "muara beliti",  # Musi Rawas
    "1606": "sekayu",  # Musi Banyuasin
    "1607": "pangkalan balai",  # Banyuasin
    "1608": "martapura",  # Ogan Komering Ulu Timur
    "1609": "muaradua",  # Ogan Komering Ulu Selatan
    "1610": "indralaya",  # Ogan Ilir
    "1701": "manna",  # Bengkulu Selatan
    "1702": "curup",  # Rejang Lebong
    "1703": "arga makmur",  # Bengkulu Utara
    "1704": "bintuhan",  # Kaur
    "1801": "kalianda",  # Lampung Selatan
    "1802": "gunung sugih",  # Lampung Tengah
    "1803": "kotabumi",  # Lampung Utara
    "1804": "liwa",  # Lampung Barat
    "1805": "menggala",  # Tulang Bawang
    "1807": "sukadana",  # Lampung Timur
    "1808": "blambangan umpu",  # Way Kanan
    "1809": "gedong tataan",  # Pesawaran
    "1813": "krui",  # Pesisir Barat
    "1901": "sungailiat",  # Bangka
    "1902": "tanjung pandan",  # Belitung
    "1903": "toboali",  # Bangka Selatan
    "1905": "muntok, mentok",  # Bangka Barat
    "1906": "manggar",  # Belitung Timur
    "2103": "ranai",  # Natuna
    "2105": "tarempa",  # Kepulauan Anambas
    "3201": "cibinong",  # Bogor
    "3202": "palabuhanratu, pelabuhan ratu",  # Sukabumi
    "3204": "soreang",  # Bandung
    "3206": "singaparna",  # Tasikmalaya
    "3216": "cikarang",  # Bekasi
    "3217": "ngamprah",  # Bandung Barat
    "3302": "purwokerto",  # Banyumas
    "3308": "mungkid",  # Magelang
    "3322": "ungaran",  # Semarang
    "3326": "kajen",  # Pekalongan
    "3328": "slawi",  # Tegal
    "3401": "wates",  # Kulon Progo
    "3403": "wonosari",  # Gunungkidul
    "3505": "kanigoro",  # Blitar
    "3507": "kepanjen",  # Malang
    "3513": "kraksaan",  # Probolinggo
    "3514": "bangil",  # Pasuruan
    "3516": "mojosari",  # Mojokerto
    "3519": "caruban",  # Madiun
    "3602": "rangkasbitung",  # Lebak
    "3603": "tigaraksa",  # Tangerang
    "5103": "mangupura",  # Badung
    "5105": "semarapura",  # Klungkung
    "5107": "amlapura",  # Karangasem
    "5108": "singaraja",  # Buleleng
    "5201": "gerung",  # Lombok Barat
    "5202": "praya",  # Lombok Tengah
    "5203": "selong",  # Lombok Timur
    "5204": "sumbawa besar",  # Sumbawa
    "5207": "taliwang",  # Sumbawa Barat
    "5302": "soe",  # Timor Tengah Selatan
    "5303": "kefamenanu",  # Timor Tengah Utara
    "5304": "atambua",  # Belu
    "5305": "kalabahi",  # Alor
    "5306": "larantuka",  # Flores Timur
    "5307": "maumere",  # Sikka
    "5309": "bajawa",  # Ngada
    "5310": "ruteng",  # Manggarai
    "5311": "waingapu",  # Sumba Timur
    "5312": "waikabubak",  # Sumba Barat
    "5313": "lewoleba",  # Lembata
    "5315": "labuan bajo",  # Manggarai Barat
    "5316": "mbay",  # Nagekeo
    "5318": "tambolaka",  # Sumba Barat Daya
    "5319": "borong",  # Manggarai Timur
    "6106": "putussibau",  # Kapuas Hulu
    "6108": "ngabang",  # Landak
    "6110": "nanga pinoh",  # Melawi
    "6111": "sukadana",  # Kayong Utara
    "6201": "pangkalan bun",  # Kotawaringin Barat
    "6202": "sampit",  # Kotawaringin Timur
    "6203": "kuala kapuas",  # Kapuas
    "6204": "buntok",  # Barito Selatan
    "6205": "muara teweh",  # Barito Utara
    "6206": "kasongan",  # Katingan
    "6207": "kuala pembuang",  # Seruyan
    "6209": "nanga bulik",  # Lamandau
    "6210": "kuala kurun",  # Gunung Mas
    "6212": "puruk cahu",  # Murung Raya
    "6213": "tamiang layang",  # Barito Timur
    "6301": "pelaihari",  # Tanah Laut
    "6303": "martapura",  # Banjar
    "6304": "marabahan",  # Barito Kuala
    "6306": "kandangan",  # Hulu Sungai Selatan
    "6307": "barabai",  # Hulu Sungai Tengah
    "6308": "amuntai",  # Hulu Sungai Utara
    "6310": "batulicin",  # Tanah Bumbu
    "6311": "paringin",  # Balangan
    "6401": "tanah grogot",  # Paser
    "6402": "tenggarong",  # Kutai Kartanegara
    "6403": "tanjung redeb",  # Berau
    "6407": "sendawar",  # Kutai Barat
    "6408": "sangatta",  # Kutai Timur
    "6409": "penajam",  # Penajam Paser Utara
    "6501": "tanjung selor",  # Bulungan
    "7102": "tondano",  # Minahasa
    "7105": "amurang",  # Minahasa Selatan
    "7106": "airmadidi",  # Minahasa Utara
    "7201": "luwuk",  # Banggai
    "7206": "bungku",  # Morowali
    "7212": "kolonodale",  # Morowali Utara
    "7306": "sungguminasa",  # Gowa
    "7308": "watampone",  # Bone
    "7312": "watansoppeng",  # Soppeng
    "7313": "sengkang",  # Wajo
    "7317": "belopa",  # Luwu
    "7318": "makale",  # Tana Toraja
    "7322": "masamba",  # Luwu Utara
    "7324": "malili",  # Luwu Timur
    "7326": "rantepao",  # Toraja Utara
    "7402": "unaaha",  # Konawe
    "7403": "raha",  # Muna
    "7404": "pasarwajo",  # Buton
    "7405": "andoolo",  # Konawe Selatan
    "7501": "limboto",  # Gorontalo
    "7502": "tilamuta",  # Boalemo
    "7503": "suwawa",  # Bone Bolango
    "7504": "marisa",  # Pohuwato
    "7505": "kwandang",  # Gorontalo Utara
    "8101": "masohi",  # Maluku Tengah
    "8102": "langgur",  # Maluku Tenggara
    "8103": "saumlaki",  # Kepulauan Tanimbar
    "8104": "namlea",  # Buru
    "8107": "dobo",  # Kepulauan Aru
    "8201": "jailolo",  # Halmahera Barat
    "8202": "weda",  # Halmahera Tengah
    "8203": "tobelo",  # Halmahera Utara
    "8204": "labuha",  # Halmahera Selatan
    "8205": "sanana",  # Kepulauan Sula
    "8207": "daruba",  # Pulau Morotai
    "9103": "sentani",  # Jayapura
    "9105": "serui",  # Kepulauan Yapen
    "9404": "timika",  # Mimika
    "9501": "wamena",  # Jayawijaya
}
"""by the code of the regency; several spellings with a comma between"""
