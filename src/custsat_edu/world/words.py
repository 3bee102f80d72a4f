"""What every column, code and construct is called, in English and Bahasa Indonesia."""

from __future__ import annotations

from typing import Any

from custsat_edu.world.survey import NAMES, NEEDS

Words = dict[str, str]


def say(en: str, id: str) -> Words:
    """Return a text in both languages."""
    return {"en": en, "id": id}


DRIVER_WORDS = {
    "quality": ("Quality", "Product quality", "Mutu produk"),
    "delivery": ("Delivery", "Delivery", "Pengiriman"),
    "after_sales": ("AfterSales", "After-sales service", "Layanan purnajual"),
    "service": ("Service", "Staff service", "Pelayanan staf"),
    "price": ("Price", "Price", "Harga"),
    "communication": ("Communication", "Communication", "Komunikasi"),
    "ease": ("Ease", "Ease of buying", "Kemudahan berbelanja"),
    "delight": ("Delight", "Pleasant surprises", "Kejutan menyenangkan"),
    "customisation": ("Customisation", "Made-to-fit offers", "Penawaran sesuai selera"),
    "ambience": ("Ambience", "Ambience", "Suasana belanja"),
}
CONSTRUCT = {name: DRIVER_WORDS[name][0] for name in NAMES}
SCALES = {
    "disconfirmation": {"min": 1, "max": 5},
    "satisfaction": {"min": 1, "max": 10},
    "agreement": {"min": 1, "max": 7},
    "importance": {"min": 1, "max": 5},
    "emotion": {"min": -2, "max": 2},
}
CONSTRUCTS: dict[str, dict[str, Any]] = {
    "Satisfaction": {
        "items": "osat1:3",
        "label": say("Satisfaction", "Kepuasan"),
        "scale": "satisfaction",
    },
    **{
        construct: {"items": [f"d_{name}"], "label": say(en, id), "scale": "disconfirmation"}
        for name, (construct, en, id) in DRIVER_WORDS.items()
    },
    "Trust": {
        "items": "trust1:3",
        "label": say("Trust", "Kepercayaan"),
        "scale": "agreement",
    },
    "Intention": {
        "items": ["intent"],
        "label": say("Intention to return", "Niat kembali"),
        "scale": "agreement",
    },
    "Functional": {
        "items": "needf1:4",
        "label": say("Functional needs", "Kebutuhan fungsional"),
        "scale": "importance",
    },
    "Emotional": {
        "items": "neede1:4",
        "label": say("Emotional needs", "Kebutuhan emosional"),
        "scale": "importance",
    },
    "Social": {
        "items": "needs1:4",
        "label": say("Social needs", "Kebutuhan sosial"),
        "scale": "importance",
    },
}
LABELS = {name: construct["label"] for name, construct in CONSTRUCTS.items()}

ASKED = {
    "e": say(
        "{} at a shop like ours: what do you expect?",
        "{} di toko seperti kami: apa yang Anda harapkan?",
    ),
    "p": say("{} at Toko Serambi: how good was it?", "{} di Toko Serambi: seberapa baik?"),
    "d": say(
        "{}: how was it compared with what you expected?",
        "{}: bagaimana dibandingkan dengan harapan Anda?",
    ),
    "i": say("{}: how important is it to you?", "{}: seberapa penting bagi Anda?"),
}
NEED_WORDS = [
    say("It lasts for years", "Tahan bertahun-tahun"),
    say("It fits the size of my home", "Pas dengan ukuran rumah saya"),
    say("It is easy to clean and care for", "Mudah dibersihkan dan dirawat"),
    say("It is worth its price", "Sepadan dengan harganya"),
    say("My home feels calm", "Rumah saya terasa tenang"),
    say("Shopping here is a pleasure", "Berbelanja di sini menyenangkan"),
    say("I feel sure of my choice", "Saya merasa yakin dengan pilihan saya"),
    say("I feel safe when I pay", "Saya merasa aman saat membayar"),
    say("My guests admire it", "Tamu saya mengaguminya"),
    say("My friends shop here too", "Teman-teman saya juga berbelanja di sini"),
    say("It shows who I am", "Mencerminkan diri saya"),
    say("It supports local makers", "Mendukung perajin lokal"),
]
DISCONFIRMED = {
    1: say("Much worse than expected", "Jauh lebih buruk dari harapan"),
    2: say("Worse than expected", "Lebih buruk dari harapan"),
    3: say("As expected", "Sesuai harapan"),
    4: say("Better than expected", "Lebih baik dari harapan"),
    5: say("Much better than expected", "Jauh lebih baik dari harapan"),
}
VALUES: dict[str, dict[int, Words]] = {
    "channel": {1: say("Store", "Toko"), 2: say("Web", "Daring")},
    "gender": {1: say("Woman", "Perempuan"), 2: say("Man", "Laki-laki")},
    "bought": {0: say("Only looked", "Hanya melihat"), 1: say("Bought", "Membeli")},
    "mode": {1: say("E-mail", "Surel"), 2: say("At the till", "Di kasir")},
    "source": {
        1: say("Survey", "Survei"),
        2: say("Web form", "Formulir web"),
        3: say("Chat", "Obrolan (chat)"),
        4: say("Social media", "Media sosial"),
    },
    "topic": {k: say(*DRIVER_WORDS[name][1:]) for k, name in enumerate(NAMES, start=1)},
    "age_band": {
        1: say("18–29", "18–29"),
        2: say("30–39", "30–39"),
        3: say("40–49", "40–49"),
        4: say("50 and over", "50 ke atas"),
    },
    "region": {
        1: say("Jakarta and West Java", "Jakarta dan Jawa Barat"),
        2: say("Central Java", "Jawa Tengah"),
        3: say("East Java and Bali", "Jawa Timur dan Bali"),
        4: say("Sumatra", "Sumatra"),
        5: say("Kalimantan and Sulawesi", "Kalimantan dan Sulawesi"),
    },
    **{f"d_{name}": DISCONFIRMED for name in NAMES},
    "csat": {
        1: say("Very dissatisfied", "Sangat tidak puas"),
        2: say("Dissatisfied", "Tidak puas"),
        3: say("Neither", "Netral"),
        4: say("Satisfied", "Puas"),
        5: say("Very satisfied", "Sangat puas"),
    },
    "education": {
        1: say("Primary school", "SD"),
        2: say("Junior secondary", "SMP"),
        3: say("Senior secondary", "SMA/SMK"),
        4: say("Diploma", "Diploma"),
        5: say("Degree", "Sarjana"),
    },
    "income_band": {
        1: say("Under 3 million rupiah", "Di bawah 3 juta rupiah"),
        2: say("3 to 5 million", "3 sampai 5 juta"),
        3: say("5 to 8 million", "5 sampai 8 juta"),
        4: say("8 to 15 million", "8 sampai 15 juta"),
        5: say("Over 15 million", "Di atas 15 juta"),
    },
    "acquisition_channel": {
        1: say("Walked in", "Datang sendiri"),
        2: say("Recommended by a friend", "Saran teman"),
        3: say("Social media", "Media sosial"),
        4: say("Search engine", "Mesin pencari"),
        5: say("Marketplace", "Lokapasar (marketplace)"),
    },
    "tier": {1: say("Basic", "Dasar"), 2: say("Silver", "Perak"), 3: say("Gold", "Emas")},
    "office_service": {
        1: say("Identity card", "Kartu tanda penduduk"),
        2: say("Family card", "Kartu keluarga"),
        3: say("Business permit", "Izin usaha"),
    },
}
TYPE_WORDS = {
    1: say("Loyal", "Setia"),
    2: say("Discount", "Pemburu diskon"),
    3: say("Impulse", "Impulsif"),
    4: say("Need-based", "Berbasis kebutuhan"),
    5: say("Wandering", "Pengembara"),
}
QUESTIONS: dict[str, Words] = {
    "customer_id": say("Customer number", "Nomor pelanggan"),
    "store_id": say(
        "Store (25 = web shop)",
        "Toko (25 = toko daring)",
    ),
    "channel": say("Channel of the last purchase", "Saluran pembelian terakhir"),
    "date": say("Day of the answer", "Tanggal jawaban"),
    **{
        f"{block}_{name}": {
            lang: text.format(DRIVER_WORDS[name][1 if lang == "en" else 2])
            for lang, text in asked.items()
        }
        for block, asked in ASKED.items()
        for name in NAMES
    },
    "osat1": say(
        "How satisfied are you with Toko Serambi overall?",
        "Secara keseluruhan, seberapa puas Anda dengan Toko Serambi?",
    ),
    "osat2": say(
        "How well did Toko Serambi meet your expectations?",
        "Seberapa jauh Toko Serambi memenuhi harapan Anda?",
    ),
    "osat3": say(
        "How close is Toko Serambi to your ideal home-goods shop?",
        "Seberapa dekat Toko Serambi dengan toko perlengkapan rumah ideal Anda?",
    ),
    "csat": say(
        "How satisfied were you with your last purchase?",
        "Seberapa puas Anda dengan pembelian terakhir?",
    ),
    "nps": say(
        "How likely are you to recommend Toko Serambi to a friend?",
        "Seberapa besar kemungkinan Anda merekomendasikan Toko Serambi kepada teman?",
    ),
    "ces": say(
        "Toko Serambi made it easy for me to get what I wanted.",
        "Toko Serambi memudahkan saya memperoleh apa yang saya inginkan.",
    ),
    "trust1": say("Toko Serambi keeps its promises.", "Toko Serambi menepati janjinya."),
    "trust2": say(
        "Toko Serambi tells me the truth about its goods.",
        "Toko Serambi jujur tentang barang yang dijualnya.",
    ),
    "trust3": say(
        "If something goes wrong, Toko Serambi will put it right.",
        "Jika ada masalah, Toko Serambi akan menyelesaikannya.",
    ),
    "intent": say(
        "I will buy at Toko Serambi again.", "Saya akan berbelanja lagi di Toko Serambi."
    ),
    **{
        name: say(
            f"How important is this to you? {words['en']}.",
            f"Seberapa penting hal ini bagi Anda? {words['id']}.",
        )
        for name, words in zip(NEEDS, NEED_WORDS, strict=True)
    },
    "had_problem": say(
        "Did anything go wrong with your last purchase? (1 = yes, 0 = no)",
        "Apakah ada masalah pada pembelian terakhir Anda? (1 = ya, 0 = tidak)",
    ),
    "complained": say(
        "Did you complain about it? (1 = yes, 0 = no)",
        "Apakah Anda menyampaikan keluhan? (1 = ya, 0 = tidak)",
    ),
    "duration_s": say("Seconds needed for the questionnaire", "Waktu pengisian dalam detik"),
    "age": say("Age in years", "Usia dalam tahun"),
    "age_band": say("Age band", "Kelompok usia"),
    "gender": say("Gender", "Jenis kelamin"),
    "region": say("Region", "Wilayah"),
    "weight": say(
        "Weight: raked to all customers' age bands, regions and channels, mean 1",
        "Bobot: disesuaikan (raking) dengan kelompok usia, wilayah, dan saluran "
        "semua pelanggan, rata-rata 1",
    ),
    "education": say("Highest education", "Pendidikan terakhir"),
    "income_band": say(
        "Household income a month (empty = not told)",
        "Pendapatan rumah tangga per bulan (kosong = tidak menjawab)",
    ),
    "join_date": say("Customer since", "Pelanggan sejak"),
    "acquisition_channel": say("How the customer found the shop", "Cara pelanggan menemukan toko"),
    "tier": say("Membership tier", "Tingkat keanggotaan"),
    "home_store": say("Nearest store", "Toko terdekat"),
    "consent_email": say(
        "Agreed to receive e-mail (1 = yes, 0 = no)", "Setuju menerima surel (1 = ya, 0 = tidak)"
    ),
    "consent_profiling": say(
        "Agreed to profiling (1 = yes, 0 = no)",
        "Setuju datanya diolah menjadi profil (1 = ya, 0 = tidak)",
    ),
    "consent_sharing": say(
        "Agreed to sharing with partners (1 = yes, 0 = no)",
        "Setuju datanya dibagikan kepada mitra (1 = ya, 0 = tidak)",
    ),
    "share_repeat": say(
        "Share of purchases that repeat an earlier one", "Proporsi pembelian ulang barang yang sama"
    ),
    "share_discount": say("Share of purchases at a discount", "Proporsi pembelian saat diskon"),
    "share_unplanned": say(
        "Share of purchases decided on the spot", "Proporsi pembelian tanpa rencana"
    ),
    "share_planned": say(
        "Share of visits with a shopping list", "Proporsi kunjungan dengan daftar belanja"
    ),
    "share_browsing": say("Share of visits without a purchase", "Proporsi kunjungan tanpa membeli"),
    "share_member": say(
        "Share of purchases with the member card", "Proporsi pembelian dengan kartu anggota"
    ),
    "share_new": say("Share of purchases among new arrivals", "Proporsi pembelian barang baru"),
    "share_returned": say("Share of goods sent back", "Proporsi barang yang dikembalikan"),
    "name": say("Name of the store", "Nama toko"),
    "city": say("City", "Kota"),
    "staff": say("Members of staff", "Jumlah staf"),
    "engagement": say("Staff engagement, 0-100", "Keterikatan staf, 0-100"),
    "empowerment": say("Staff empowerment, 0-100", "Pemberdayaan staf, 0-100"),
    "training_start": say(
        "Quarter in which service training began (empty = none)",
        "Triwulan mulainya pelatihan pelayanan (kosong = tidak ada)",
    ),
    "pulse_id": say("Number of the short answer", "Nomor jawaban singkat"),
    "quarter": say(
        "Quarter: 1 = first of 2024, 8 = last of 2025",
        "Triwulan: 1 = pertama tahun 2024, 8 = terakhir tahun 2025",
    ),
    "osat": say(
        "Satisfaction with today's visit, 0-100", "Kepuasan terhadap kunjungan hari ini, 0-100"
    ),
    "response_min": say("Minutes until a question was answered", "Menit sampai pertanyaan dijawab"),
    "bot": say(
        "Who answered the question, drawn by lot (1 = bot, 0 = human)",
        "Siapa yang menjawab pertanyaan, diundi (1 = bot, 0 = manusia)",
    ),
    "invited": say(
        "Invited to use self-service, drawn by lot (1 = yes, 0 = no)",
        "Diajak memakai layanan mandiri, diundi (1 = ya, 0 = tidak)",
    ),
    "used": say(
        "Used self-service (1 = yes, 0 = no)", "Memakai layanan mandiri (1 = ya, 0 = tidak)"
    ),
    "comment_id": say("Number of the comment", "Nomor komentar"),
    "source": say("Where it was written", "Tempat menulisnya"),
    "rating": say("Rating given with it, 1-5", "Nilai yang diberikan bersamanya, 1-5"),
    "text": say("What the customer wrote", "Tulisan pelanggan"),
    "mode": say(
        "How the customer was asked, whatever the channel of purchase",
        "Cara bertanya, apa pun saluran pembeliannya",
    ),
    "review_id": say("Number of the review", "Nomor ulasan"),
    "stars": say("Stars given, 1-5", "Jumlah bintang, 1-5"),
    "card_id": say("Number of the comment card", "Nomor kartu komentar"),
    "group": say("Number of the focus group", "Nomor kelompok diskusi"),
    "osat_before": say(
        "Satisfaction told before the discussion, 1-10", "Kepuasan sebelum diskusi, 1-10"
    ),
    "osat_after": say(
        "Satisfaction told after the discussion, 1-10", "Kepuasan sesudah diskusi, 1-10"
    ),
    "speaking_min": say("Minutes that the member spoke", "Lama anggota berbicara dalam menit"),
    "topic": say("What the member spoke of most", "Hal yang paling banyak dibicarakan anggota"),
    "respondent_id": say("Number of the visitor", "Nomor pengunjung"),
    "office_service": say("Service asked for at the office", "Layanan yang diminta di kantor"),
    "U1": say("Requirements", "Persyaratan"),
    "U2": say("Procedure", "Sistem, mekanisme, dan prosedur"),
    "U3": say("Time to completion", "Waktu penyelesaian"),
    "U4": say("Fees", "Biaya/tarif"),
    "U5": say("Result of the service", "Produk spesifikasi jenis pelayanan"),
    "U6": say("Competence of staff", "Kompetensi pelaksana"),
    "U7": say("Conduct of staff", "Perilaku pelaksana"),
    "U8": say("Handling of complaints and suggestions", "Penanganan pengaduan, saran, dan masukan"),
    "U9": say("Facilities", "Sarana dan prasarana"),
}
TABLE_WORDS = {
    "customers": say(
        "Every customer, each invited to the survey once",
        "Semua pelanggan, masing-masing diundang satu kali ke survei",
    ),
    "stores": say("The 24 stores and the web shop", "24 toko dan toko daring"),
    "survey": say(
        "The customer survey, fourth quarter of 2025", "Survei pelanggan, triwulan keempat 2025"
    ),
    "pulse": say("Short answers in the stores, 8 quarters", "Jawaban singkat di toko, 8 triwulan"),
    "public_service": say(
        "A fictitious public office, nine elements scored 1-4",
        "Kantor layanan publik rekaan, sembilan unsur bernilai 1-4",
    ),
    "comments": say(
        "What customers wrote, in Indonesian, English and mixed",
        "Tulisan pelanggan, berbahasa Indonesia, Inggris, dan campuran",
    ),
    "email_survey": say(
        "Two more surveys with the same three questions: by e-mail and at the till",
        "Dua survei lain dengan tiga pertanyaan yang sama: melalui surel dan di kasir",
    ),
    "reviews": say("Anonymous reviews", "Ulasan anonim"),
    "cards": say("Comment cards left in the stores", "Kartu komentar dari toko"),
    "panel": say("The advisory group", "Kelompok penasihat"),
    "focus_groups": say(
        "Focus groups of eight, asked before and after they talked",
        "Kelompok diskusi terarah beranggota delapan, ditanya sebelum dan sesudah diskusi",
    ),
}
ROLES: dict[str, dict[str, Any]] = {  # the roles that columns of the further tables play
    "customers": {"customer": "customer_id"},
    "stores": {"store": "store_id"},
    "pulse": {"store": "store_id"},
    "public_service": {"ikm": "U1:9"},
    "comments": {"customer": "customer_id", "time": "date", "text": "text"},
    "email_survey": {"customer": "customer_id", "time": "date"},
    "reviews": {"time": "date"},
    "cards": {"store": "store_id", "time": "date"},
    "panel": {"customer": "customer_id", "time": "date"},
    "focus_groups": {"customer": "customer_id", "time": "date"},
}


# ------------------------------------------------------------------------ behaviour and money

VISITOR_WORDS = {
    "everybody": say("Everybody", "Semua pengunjung"),
    "buyers": say("Bought today", "Membeli hari ini"),
    "lookers": say("Customers without a purchase today", "Pelanggan yang hari ini tidak membeli"),
    "never": say("People who never buy", "Pengunjung yang tidak pernah membeli"),
}
STAGE_WORDS = {
    1: say("Becomes aware", "Mengenal"),
    2: say("Compares", "Membandingkan"),
    3: say("Buys", "Membeli"),
    4: say("Receives", "Menerima"),
    5: say("Sets up and uses", "Memasang dan memakai"),
    6: say("Gets help", "Meminta bantuan"),
    7: say("Stays", "Bertahan"),
}
TOUCHPOINT_WORDS = {
    1: say("Social media post", "Unggahan media sosial"),
    2: say("Shop window", "Etalase toko"),
    3: say("Search and reviews", "Pencarian dan ulasan"),
    4: say("Product page", "Halaman produk"),
    5: say("Advice in the store", "Saran staf di toko"),
    6: say("Web checkout", "Pembayaran daring"),
    7: say("Cashier queue", "Antrean kasir"),
    8: say("Parcel tracking", "Pelacakan paket"),
    9: say("Courier delivery", "Pengantaran kurir"),
    10: say("Pick-up counter", "Loket pengambilan"),
    11: say("Assembly video", "Video perakitan"),
    12: say("Assembly service", "Jasa perakitan"),
    13: say("Chatbot", "Chatbot"),
    14: say("Complaint by e-mail", "Keluhan lewat surel"),
    15: say("Service desk", "Meja layanan"),
    16: say("Points programme", "Program poin"),
    17: say("Members' evening", "Malam anggota"),
}
CAUSE_WORDS = {
    1: say("Quality of product or service", "Mutu produk atau layanan"),
    2: say("Not made to fit", "Kurang penyesuaian"),
    3: say("Hard to reach", "Sulit dihubungi"),
    4: say("Price", "Harga"),
    5: say("After-sales service", "Layanan purnajual"),
    6: say("Profit before customers", "Laba didahulukan daripada pelanggan"),
}
STEP_WORDS = {
    "step1": say("Listened", "Mendengarkan"),
    "step2": say("Apologised", "Meminta maaf"),
    "step3": say("Asked about the problem", "Mendalami masalah"),
    "step4": say("Solved the problem", "Menyelesaikan masalah"),
    "step5": say("Staff could decide", "Staf berwenang memutuskan"),
    "step6": say("Kept the customer informed", "Memberi kabar secara terbuka"),
    "step7": say("Followed up", "Menindaklanjuti"),
    "full_minor": say(
        "Minor failure, six or seven steps: on top",
        "Kegagalan ringan, enam atau tujuh langkah: tambahan",
    ),
}
RECOVERY_WORDS = {
    "minor_full": say("Minor, full recovery", "Ringan, pemulihan penuh"),
    "minor_part": say("Minor, partial recovery", "Ringan, pemulihan sebagian"),
    "moderate_full": say("Moderate, full recovery", "Sedang, pemulihan penuh"),
    "moderate_part": say("Moderate, partial recovery", "Sedang, pemulihan sebagian"),
    "serious_full": say("Serious, full recovery", "Berat, pemulihan penuh"),
    "serious_part": say("Serious, partial recovery", "Berat, pemulihan sebagian"),
    "silent": say("Silent sufferers", "Kecewa tetapi diam"),
}
ACQUISITION_WORDS = VALUES["acquisition_channel"]
VALUES |= {
    "stage": STAGE_WORDS,
    "touchpoint": TOUCHPOINT_WORDS,
    "severity": {
        1: say("Minor", "Ringan"),
        2: say("Moderate", "Sedang"),
        3: say("Serious", "Berat"),
    },
    "department": {
        1: say("Purchasing", "Pembelian barang"),
        2: say("Product planning", "Perencanaan produk"),
        3: say("Pricing", "Penetapan harga"),
        4: say("Customer service", "Layanan pelanggan"),
        5: say("Logistics", "Logistik"),
    },
    "action": {
        1: say("Replaced the goods", "Mengganti barang"),
        2: say("Refunded", "Mengembalikan uang"),
        3: say("Repaired", "Memperbaiki barang"),
        4: say("Corrected the bill", "Membetulkan tagihan"),
        5: say("Explained and apologised", "Menjelaskan dan meminta maaf"),
        6: say("Changed a rule", "Mengubah aturan"),
    },
    "variant": {1: say("Old page", "Halaman lama"), 2: say("New page", "Halaman baru")},
}
KANO_ANSWERED = (
    "(1 = I like it, 2 = I expect it, 3 = I do not mind, 4 = I can live with it, 5 = I dislike it)",
    "(1 = suka, 2 = memang seharusnya, 3 = netral, 4 = masih bisa menerima, 5 = tidak suka)",
)
QUESTIONS |= {
    "channel": say(
        "Channel",
        "Saluran",
    ),
    "date": say(
        "Day of the answer, visit or purchase", "Tanggal jawaban, kunjungan, atau pembelian"
    ),
    "visit_id": say("Number of the visit", "Nomor kunjungan"),
    "bought": say("Bought something (1 = yes, 0 = no)", "Membeli sesuatu (1 = ya, 0 = tidak)"),
    "user_satisfaction": say(
        "How satisfied are you with your visit today, whether or not you bought? (1-10)",
        "Seberapa puas Anda dengan kunjungan hari ini, membeli atau tidak? (1-10)",
    ),
    **{
        f"{side}_{name}": say(
            f"{DRIVER_WORDS[name][1]}: how do you feel if the shop {does[0]}? {KANO_ANSWERED[0]}",
            f"{DRIVER_WORDS[name][2]}: bagaimana perasaan Anda jika toko {does[1]}? "
            f"{KANO_ANSWERED[1]}",
        )
        for side, does in {
            "kf": ("does this well", "melakukannya dengan baik"),
            "kd": ("does this badly", "melakukannya dengan buruk"),
        }.items()
        for name in NAMES
    },
    "journey": say("Number of the journey", "Nomor perjalanan"),
    "time": say("Day and time of the event", "Tanggal dan waktu peristiwa"),
    "stage": say("Stage of the journey", "Tahap perjalanan"),
    "touchpoint": say("Touchpoint", "Titik sentuh"),
    "emotion": say(
        "How did that feel? (-2 = very bad, 0 = neutral, 2 = very good)",
        "Bagaimana rasanya? (-2 = sangat buruk, 0 = netral, 2 = sangat baik)",
    ),
    "dropped": say(
        "The customer left before the last stage (1 = yes, 0 = no)",
        "Pelanggan berhenti sebelum tahap terakhir (1 = ya, 0 = tidak)",
    ),
    "complaint_id": say("Number of the complaint", "Nomor keluhan"),
    "opened": say("Day on which the complaint came in", "Tanggal keluhan masuk"),
    "closed": say(
        "Day on which it was closed (empty = still open at the end of 2025)",
        "Tanggal keluhan ditutup (kosong = masih terbuka pada akhir 2025)",
    ),
    "severity": say("How bad the failure was", "Tingkat keparahan kegagalan"),
    **{f"cause{k}": words for k, words in CAUSE_WORDS.items()},  # short: they label charts
    **{f"step{k}": STEP_WORDS[f"step{k}"] for k in range(1, 8)},
    "action_date": say("Day of the action", "Tanggal tindakan"),
    "department": say("Department that acted", "Bagian yang bertindak"),
    "action": say("What was done", "Tindakan"),
    "informed": say(
        "The customer was told what was done (1 = yes, 0 = no)",
        "Pelanggan diberi tahu tindakannya (1 = ya, 0 = tidak)",
    ),
    "unresolved": say(
        "Complaint still open on the day of asking (1 = yes, 0 = no)",
        "Keluhan masih terbuka pada hari ditanya (1 = ya, 0 = tidak)",
    ),
    "start": say(
        "Day of asking, 45 days after the purchase or the complaint",
        "Hari ditanya, 45 hari setelah pembelian atau keluhan",
    ),
    "end": say(
        "Day of leaving the members' programme, or the end of 2025",
        "Hari keluar dari program anggota, atau akhir 2025",
    ),
    "churned": say(
        "Left the members' programme (1 = yes, 0 = not by the end of 2025)",
        "Keluar dari program anggota (1 = ya, 0 = belum sampai akhir 2025)",
    ),
    "purchase_id": say("Number of the purchase", "Nomor pembelian"),
    "amount": say("Amount paid, 1,000 rupiah", "Nilai yang dibayar, ribu rupiah"),
    "discount": say("Discount in percent", "Diskon dalam persen"),
    "campaign_id": say("Number of the campaign", "Nomor kampanye"),
    "reached": say("People reached", "Orang yang dijangkau"),
    "spend": say("Spending, 1,000 rupiah", "Biaya, ribu rupiah"),
    "visitor_id": say("Number of the visitor", "Nomor pengunjung web"),
    "variant": say("Page shown, drawn by lot", "Halaman yang ditampilkan, diundi"),
    "converted": say("Bought (1 = yes, 0 = no)", "Membeli (1 = ya, 0 = tidak)"),
}
TABLE_WORDS |= {
    "visits": say(
        "Visits of customers and of people who never buy (no customer number)",
        "Kunjungan pelanggan dan pengunjung yang tidak pernah membeli (tanpa nomor pelanggan)",
    ),
    "kano": say(
        "The Kano questionnaire: ten pairs of questions",
        "Kuesioner Kano: sepuluh pasang pertanyaan",
    ),
    "events": say(
        "The journey log, one row a touchpoint used", "Log perjalanan, satu baris per titik sentuh"
    ),
    "journeys": say(
        "Every journey of the log, with the answers at its end",
        "Setiap perjalanan dalam log, dengan jawaban di akhirnya",
    ),
    "complaints": say(
        "Complaints: causes, the seven steps, and satisfaction 45 days later",
        "Keluhan: sebab, tujuh langkah, dan kepuasan 45 hari kemudian",
    ),
    "loop_log": say(
        "Closing the loop: who did what about each complaint",
        "Menutup lingkar: siapa melakukan apa atas setiap keluhan",
    ),
    "followup": say(
        "Everybody who complained and a sample of the others, asked after 45 days and then watched",
        "Semua yang mengeluh dan sampel lainnya, ditanya setelah 45 hari lalu diamati",
    ),
    "purchases": say(
        "Every purchase of the customers who joined since 2024",
        "Semua pembelian pelanggan yang bergabung sejak 2024",
    ),
    "campaigns": say(
        "Spending on new customers, by quarter and how they found the shop",
        "Biaya memperoleh pelanggan, per triwulan dan cara menemukan toko",
    ),
    "ab_test": say(
        "Two web pages, drawn by lot, over two weeks", "Dua halaman web, diundi, selama dua minggu"
    ),
}
ROLES |= {
    "visits": {"customer": "customer_id", "store": "store_id"},
    "kano": {
        "customer": "customer_id",
        "kano": {construct: [f"kf_{name}", f"kd_{name}"] for name, construct in CONSTRUCT.items()},
    },
    "events": {
        "journey": "journey",
        "customer": "customer_id",
        "time": "time",
        "stage": "stage",
        "touchpoint": "touchpoint",
        "channel": "channel",
        "emotion": "emotion",
        "dropped": "dropped",
    },
    "journeys": {"journey": "journey", "customer": "customer_id"},
    "complaints": {
        "customer": "customer_id",
        "opened": "opened",
        "closed": "closed",
        "causes": "cause1:6",
        "steps": "step1:7",
        "severity": "severity",
    },
    "loop_log": {},
    "followup": {"customer": "customer_id", "start": "start", "end": "end", "churned": "churned"},
    "purchases": {"customer": "customer_id", "date": "date", "amount": "amount"},
    "campaigns": {},
    "ab_test": {"variant": "variant", "converted": "converted"},
}


def make_codebook() -> dict[str, Any]:
    """Return the codebook of the sample, as it is written to codebook.yaml."""
    return {
        "data": "survey.csv",
        "id": "customer_id",
        "time": "date",
        "duration": "duration_s",
        "channel": "channel",
        "weight": "weight",
        "nps": "nps",
        "csat": "csat",
        "ces": "ces",
        "scale": {"min": 1, "max": 5},
        "scales": SCALES,
        "missing": {"all": [97, 98, 99]},
        "constructs": CONSTRUCTS,
        "outcome": "Satisfaction",
        "drivers": list(CONSTRUCT.values()),
        "segments": {"region": "region", "gender": "gender", "age_band": "age_band"},
        "adjust": ["age", "region"],
        "mediators": [f"d_{name}" for name in NAMES],
        "pairs": {
            construct: {
                "importance": f"i_{name}",
                "performance": f"p_{name}",
                "expectation": f"e_{name}",
            }
            for name, construct in CONSTRUCT.items()
        },
        "sampling": "probability",
        "language": "en",
        "tables": {name: {"data": f"{name}.csv", **ROLES[name]} for name in ROLES},
        "values": VALUES,
        "questions": QUESTIONS,
    }
