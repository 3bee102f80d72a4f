"""Every question of the ready questionnaire once: name, both languages, how it is answered."""

from __future__ import annotations

from dataclasses import dataclass

NO_ANSWER = 99
Words = dict[str, str]


def say(en: str, id: str) -> Words:
    """Return a text in both languages."""
    return {"en": en, "id": id}


# What must be filled in before the questionnaire is used ----------------------------------------

BLANKS = {
    "[NAME]": say("who is responsible for the study", "penanggung jawab penelitian"),
    "[INSTITUTION]": say("university or company", "universitas atau perusahaan"),
    "[CONTACT]": say("an address that somebody reads", "alamat yang dibaca seseorang"),
    "[SHOP]": say(
        "the shop; for a service rewrite 6 to 8 and 14, and every *buy*, *purchase* and *shop*",
        "toko; untuk jasa, ubahlah nomor 6 sampai 8 dan 14, serta setiap *belanja*, *beli*, dan "
        "*pembelian*",
    ),
    "[PLATFORM]": say("the service that stores the answers", "layanan penyimpan jawaban"),
    "[END OF ANALYSIS]": say("a date", "sebuah tanggal"),
    "[END OF STORAGE]": say("a later date", "tanggal yang lebih kemudian"),
}

# Consent: the paragraphs, and which letter of article 21 (1) of Law 27/2022 each one answers ------

CONSENT: list[tuple[str, Words]] = [
    (
        "",
        say(
            "**Who asks.** [NAME], [INSTITUTION], asks customers of [SHOP]. Questions and wishes: "
            "[CONTACT]. It takes about five minutes.",
            "**Siapa yang bertanya.** [NAME], [INSTITUTION], bertanya kepada pelanggan [SHOP]. "
            "Pertanyaan dan permintaan: [CONTACT]. Waktunya sekitar lima menit.",
        ),
    ),
    (
        "b",
        say(
            "**What for.** To find out what makes customers of [SHOP] satisfied. Results are "
            "published as means and shares of groups, never for one person. Your answers serve "
            "nothing else.",
            "**Untuk apa.** Untuk mengetahui apa yang membuat pelanggan [SHOP] puas. Hasilnya "
            "diterbitkan sebagai rata-rata dan proporsi kelompok, tidak pernah per orang. Jawaban "
            "Anda tidak dipakai untuk hal lain.",
        ),
    ),
    (
        "a",
        say(
            "**On what basis.** Your consent, under Law 27/2022 on personal data protection. "
            "Taking part is voluntary: whether you say yes, say no or stop, you gain and lose "
            "nothing. You may skip any question.",
            "**Atas dasar apa.** Persetujuan Anda, menurut UU 27/2022 tentang Pelindungan Data "
            "Pribadi. Keikutsertaan bersifat sukarela: setuju, menolak, atau berhenti, Anda tidak "
            "mendapat keuntungan dan tidak menanggung kerugian apa pun. Setiap pertanyaan boleh "
            "dilewati.",
        ),
    ),
    (
        "c, e",
        say(
            "**Which data, and why.** Your ratings and your comment answer the question above. "
            "Where you bought, your gender and your age group show whether customers differ. The "
            "times at which you begin and end show answers that were given without reading. We do "
            "**not** ask for your name, phone number, e-mail or address: please write none of "
            "them. [PLATFORM] stores the answers for us.",
            "**Data apa, dan mengapa.** Penilaian dan komentar Anda menjawab pertanyaan di atas. "
            "Tempat berbelanja, jenis kelamin, dan kelompok usia menunjukkan apakah pelanggan "
            "berbeda-beda. Waktu mulai dan selesai menunjukkan jawaban yang diberikan tanpa "
            "membaca. Kami **tidak** menanyakan nama, nomor telepon, surel, atau alamat: mohon "
            "jangan menuliskannya. [PLATFORM] menyimpan jawaban untuk kami.",
        ),
    ),
    (
        "d, f",
        say(
            "**How long.** We work with the answers until [END OF ANALYSIS] and delete the files "
            "that hold them by [END OF STORAGE].",
            "**Berapa lama.** Kami mengolah jawaban sampai [END OF ANALYSIS] dan menghapus berkas "
            "yang memuatnya paling lambat [END OF STORAGE].",
        ),
    ),
    (
        "g",
        say(
            "**Your rights.** Stop at any time before you send, and nothing is sent. Afterwards "
            "you may see your answers, get a copy, correct them, have them deleted, or withdraw "
            "your consent: write to [CONTACT] and name the code word that you choose at the end. "
            "We then stop using your answers within 3 x 24 hours. Without a code word we cannot "
            "tell which answers are yours.",
            "**Hak Anda.** Berhentilah kapan saja sebelum mengirim, maka tidak ada yang terkirim. "
            "Sesudahnya Anda boleh melihat jawaban Anda, meminta salinan, memperbaiki, meminta "
            "penghapusan, atau menarik kembali persetujuan: tulislah kepada [CONTACT] dan "
            "sebutkan kata kode yang Anda pilih di akhir. Kami berhenti memakai jawaban Anda "
            "dalam 3 x 24 jam. Tanpa kata kode, kami tidak tahu jawaban mana milik Anda.",
        ),
    ),
]

# The answers that can be chosen -------------------------------------------------------------------


def numbers(low: int, high: int) -> dict[int, Words]:
    """Return a scale on which every point is called by its number."""
    return {point: say(str(point), str(point)) for point in range(low, high + 1)}


CHOICES: dict[str, dict[int, Words]] = {
    "consent": {1: say("Yes, I agree", "Ya, saya setuju"), 0: say("No", "Tidak")},
    "channel": {
        1: say("In the store", "Di toko"),
        2: say(
            "Online (web, app, marketplace, chat)",
            "Daring (web, aplikasi, lokapasar, pesan)",
        ),
    },
    "points10": numbers(1, 10),
    "agree5": {
        1: say("Strongly disagree", "Sangat tidak setuju"),
        2: say("Disagree", "Tidak setuju"),
        3: say("Neither agree nor disagree", "Netral"),
        4: say("Agree", "Setuju"),
        5: say("Strongly agree", "Sangat setuju"),
        NO_ANSWER: say("Cannot say / does not apply", "Tidak dapat menilai / tidak berlaku"),
    },
    "satisfied5": {
        1: say("Very dissatisfied", "Sangat tidak puas"),
        2: say("Dissatisfied", "Tidak puas"),
        3: say("Neither satisfied nor dissatisfied", "Netral"),
        4: say("Satisfied", "Puas"),
        5: say("Very satisfied", "Sangat puas"),
    },
    "ease7": numbers(1, 7),
    "points11": numbers(0, 10),
    "gender": {
        1: say("Woman", "Perempuan"),
        2: say("Man", "Laki-laki"),
        NO_ANSWER: say("Prefer not to say", "Memilih tidak menjawab"),
    },
    "age_group": {
        1: say("18–29", "18–29"),
        2: say("30–39", "30–39"),
        3: say("40–49", "40–49"),
        4: say("50 and over", "50 ke atas"),
        NO_ANSWER: say("Prefer not to say", "Memilih tidak menjawab"),
    },
}

# The questions, in their order --------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One question: its name is its column; without choices it is answered in words."""

    name: str
    text: Words
    choices: str = ""
    hint: Words | None = None
    constraint: str = ""
    message: Words | None = None

    @property
    def required(self) -> bool:
        """Whether it must be answered: the consent alone, any other question may be skipped."""
        return self.name == "consent"


ENDS10 = say("1 = not at all, 10 = completely", "1 = sama sekali tidak, 10 = sepenuhnya")


def satisfied(n: int, en: str, id: str) -> Question:
    """Return a question on overall satisfaction."""
    return Question(f"satisfaction{n}", say(en, id), "points10", ENDS10)


def agree(name: str, en: str, id: str) -> Question:
    """Return a statement to agree with."""
    return Question(name, say(en, id), "agree5")


REVERSED = "service3"  # agreeing is bad
QUESTIONS = [
    Question(
        "consent",
        say(
            "I am 18 or older, I have read this, and I agree to take part.",
            "Saya berusia 18 tahun atau lebih, telah membaca keterangan ini, dan setuju ikut "
            "serta.",
        ),
        "consent",
    ),
    Question(
        "channel",
        say(
            "Where did you last buy something from [SHOP]?",
            "Di mana Anda terakhir kali berbelanja di [SHOP]?",
        ),
        "channel",
    ),
    satisfied(
        1,
        "Thinking of everything so far: how content are you with [SHOP]?",
        "Mengingat semuanya sampai hari ini: seberapa puas Anda dengan [SHOP]?",
    ),
    satisfied(
        2,
        "How glad are you that you chose [SHOP] and not another shop?",
        "Seberapa senang Anda telah memilih [SHOP], bukan tempat lain?",
    ),
    satisfied(
        3,
        "How well does [SHOP] give you what you came for?",
        "Seberapa baik [SHOP] memberikan apa yang Anda cari?",
    ),
    agree(
        "quality1",
        "What I buy at [SHOP] works the way it should.",
        "Yang saya beli di [SHOP] berfungsi sebagaimana mestinya.",
    ),
    agree(
        "quality2",
        "It lasts as long as it should.",
        "Barangnya tahan lama sebagaimana mestinya.",
    ),
    agree(
        "quality3",
        "Label and description tell the truth about it.",
        "Label dan keterangannya sesuai dengan kenyataan.",
    ),
    agree(
        "service1",
        "The people at [SHOP] take time for my question.",
        "Orang-orang di [SHOP] meluangkan waktu untuk pertanyaan saya.",
    ),
    agree(
        "service2",
        "The answers that they give me are right.",
        "Jawaban yang mereka berikan kepada saya benar.",
    ),
    agree(
        "service3",
        "I have to ask several times before something is done.",
        "Saya harus bertanya berkali-kali sebelum ada tindakan.",
    ),
    agree(
        "service4",
        "When something goes wrong, [SHOP] puts it right.",
        "Bila ada yang keliru, [SHOP] membereskannya.",
    ),
    agree(
        "access1",
        "I quickly find what I am looking for.",
        "Saya cepat menemukan yang saya cari.",
    ),
    agree(
        "access2",
        "I have my purchase in hand when I was told I would.",
        "Belanjaan sampai di tangan saya pada waktu yang dikatakan.",
    ),
    agree(
        "access3",
        "[SHOP] can be reached at times that suit me.",
        "[SHOP] dapat dihubungi pada waktu yang cocok bagi saya.",
    ),
    agree(
        "price1",
        "I get something worth the money that I pay.",
        "Yang saya dapat sepadan dengan uang yang saya bayar.",
    ),
    agree(
        "price2",
        "I know the full price before I decide.",
        "Saya tahu harga seluruhnya sebelum memutuskan.",
    ),
    agree(
        "price3",
        "Compared with other shops, the prices at [SHOP] are fair.",
        "Dibandingkan dengan tempat lain, harga di [SHOP] wajar.",
    ),
    Question(
        "csat",
        say(
            "And your last purchase by itself: how satisfied were you?",
            "Dan pembelian terakhir itu sendiri: seberapa puas Anda?",
        ),
        "satisfied5",
    ),
    Question(
        "ces",
        say(
            "How easy did [SHOP] make that purchase for you?",
            "Seberapa mudah [SHOP] membuat pembelian itu bagi Anda?",
        ),
        "ease7",
        say("1 = very hard, 7 = very easy", "1 = sangat sulit, 7 = sangat mudah"),
    ),
    Question(
        "nps",
        say(
            "A friend asks you for a place to buy such things. How likely are you to name [SHOP]?",
            "Seorang teman bertanya di mana membeli barang seperti itu. Seberapa mungkin Anda "
            "menyebut [SHOP]?",
        ),
        "points11",
        say("0 = certainly not, 10 = certainly", "0 = pasti tidak, 10 = pasti ya"),
    ),
    Question("gender", say("Your gender", "Jenis kelamin Anda"), "gender"),
    Question("age_group", say("Your age", "Usia Anda"), "age_group"),
    Question(
        "comment",
        say(
            "What should [SHOP] keep, and what should it change?",
            "Apa yang perlu dipertahankan [SHOP], dan apa yang perlu diubah?",
        ),
        hint=say(
            "You may leave this empty. Please no names, phone numbers or e-mail addresses.",
            "Boleh dikosongkan. Mohon tanpa nama, nomor telepon, atau alamat surel.",
        ),
        constraint="not(regex(., '.*(@|08[0-9 .-]{7}|[+]62).*')) and string-length(.) <= 1000",
        message=say(
            "Please leave out e-mail addresses and phone numbers, and use at most 1,000 letters.",
            "Mohon hilangkan alamat surel dan nomor telepon; paling banyak 1.000 huruf.",
        ),
    ),
    Question(
        "code_word",
        say(
            "A code word of your own, if you may want your answers deleted some day. Keep it.",
            "Kata kode pilihan Anda, bila kelak Anda mungkin ingin jawaban Anda dihapus. "
            "Simpanlah.",
        ),
        hint=say(
            "4 to 20 letters or digits; not your name. You may leave this empty.",
            "4 sampai 20 huruf atau angka; bukan nama Anda. Boleh dikosongkan.",
        ),
        constraint="regex(., '^[A-Za-z0-9]{4,20}$')",
        message=say("4 to 20 letters or digits.", "4 sampai 20 huruf atau angka."),
    ),
]
CONSTRUCTS = {
    "Satisfaction": say("Satisfaction", "Kepuasan"),
    "Quality": say("Quality", "Mutu"),
    "Service": say("Service", "Pelayanan"),
    "Access": say("Delivery and access", "Pengiriman dan akses"),
    "Price": say("Price", "Harga"),
}
TITLE = say("Customer satisfaction", "Kepuasan pelanggan")
REFUSED = say(
    "Thank you. Nothing else will be asked: please close this page.",
    "Terima kasih. Tidak ada pertanyaan lagi: silakan tutup halaman ini.",
)
THANKS = say("Thank you for your answers.", "Terima kasih atas jawaban Anda.")
LAW = {
    "a": say("that the processing is lawful", "legalitas pemrosesan"),
    "b": say("its purpose", "tujuan pemrosesan"),
    "c": say("which data, and why they are needed", "jenis dan relevansi data"),
    "d": say("how long documents with the data are kept", "jangka waktu retensi dokumen"),
    "e": say("details of what is collected", "rincian informasi yang dikumpulkan"),
    "f": say("how long the data are processed", "jangka waktu pemrosesan"),
    "g": say("the rights of the person", "hak subjek data pribadi"),
}
