"""What the words of a question give away, and short names made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

ROLE_WORDS = {
    "nps": r"nps|netpro\w*|\w*recommend\w*|\w*rekomendasi\w*|refer\w* (us|a friend)",
    "csat": r"csat|\w*satisf\w*|\w*puas\w*",
    "ces": r"ces|eas(e|y|ier|ily)|effort\w*|\w*mudah\w*|usaha",
    "channel": r"channels?|kanal|saluran|where did you (last )?(buy|shop|order)"
    r"|di ?mana anda (terakhir )?(kali )?(berbelanja|membeli|belanja)",
    "weight": r"weights?|weighting|wt|gewicht|bobot|penimbang|pembobot",
    "duration": r"duration.*|durasi.*|interviewtime|total time.*|time sum|elapsed.*"
    r"|lama (pengisian|waktu).*",
    "time": r"timestamp|cap waktu|recorded ?date|submit ?date|submission time|date ?stamp"
    r"|date|tanggal|waktu|completion time|end ?date|end|start ?date|start|start time|started",
    "id": r"(customer|respondent|response|record|case|person|user|responden|pelanggan)? ?"
    r"(id|no|nr|number|nomor|nomer|uuid|respnum)|respnum|lfd(n|nr)?|serial",
}
CATEGORY = re.compile(
    r"\b(jk|unit|daerah|lokasi|gender|sex|(jenis )?kelamin"
    r"|age|usia|umur|regions?|wilayah|provin\w+|kota|city|town|county"
    r"|kabupaten|kecamatan|countr\w+|negara|(tingkat )?pendidikan|education|income|pendapatan"
    r"|penghasilan|pekerjaan|occupation|marital|status|branch|cabang|outlet|segment\w*"
    r"|membership|departemen|department|jurusan|faculty|fakultas|language|bahasa|tipe|type)\b"
)
COUNTED = re.compile(
    r"^(how (many|much|long|often)|(seberapa|berapa) (kali|banyak|orang|lama|sering)|jumlah"
    r"|number of)\b|\b(rank|ranking|ranked|urutkan|peringkat)\b"
)
OPEN = re.compile(
    r"\b(comments?|komentar|saran|kritik|masukan|alasan|why|mengapa|kenapa|reasons?|suggest\w*"
    r"|feedback|in your own words|open[- ]ended|tell us|ceritakan|sebutkan|jelaskan)\b"
)
PLACES_TO_BUY = re.compile(
    r"\b(stores?|shops?|web(site)?|online|offline|in-store|toko|daring|luring|gerai|app|aplikasi"
    r"|whatsapp|wa|marketplace|lokapasar|phone|telepon|call cent(er|re)|situs( web)?|mobile"
    r"|e-?mail|chat|instagram|tokopedia|shopee)\b"
)
OVERALL = re.compile(r"overall|keseluruhan|secara umum|in general|all in all|total")
SATISFIED = re.compile(r"satisf|puas(?![a-z])|kepuasan|\bo?sat\b|\bosat|\bcusa|\bksat")
RETURN = re.compile(
    r"\bagain\b|\blagi\b|\bintent|\bintend|\b(niat|minat)(?![a-z])|repurchas|re-?buy|repeat"
    r"|\bwill (buy|visit|use|shop|return|come back|stay|continue)|pembelian ulang|membeli ulang"
    r"|\bakan (membeli|berbelanja|menggunakan|memakai|kembali|datang|mengunjungi|tetap)"
)
RESULT = re.compile(
    r"loyal|setia|\btrust|percaya|promise|janji|truth|honest|jujur|recommend|rekomendasi"
    r"|complain|keluhan|mengeluh|\bcusco|\bcusl|retention|commit|komitmen"
)
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "for",
        "in",
        "on",
        "at",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "do",
        "did",
        "does",
        "how",
        "what",
        "which",
        "who",
        "when",
        "where",
        "why",
        "you",
        "your",
        "yours",
        "we",
        "our",
        "us",
        "i",
        "me",
        "my",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "from",
        "as",
        "than",
        "please",
        "far",
        "much",
        "many",
        "well",
        "very",
        "all",
        "any",
        "if",
        "would",
        "could",
        "will",
        "can",
        "get",
        "got",
        "have",
        "has",
        "had",
        "about",
        "anda",
        "kami",
        "saya",
        "kita",
        "yang",
        "di",
        "ke",
        "dari",
        "dan",
        "atau",
        "dengan",
        "untuk",
        "pada",
        "ini",
        "itu",
        "adalah",
        "apa",
        "apakah",
        "bagaimana",
        "seberapa",
        "berapa",
        "mana",
        "secara",
        "oleh",
        "agar",
        "para",
        "sebagai",
        "jika",
        "bila",
        "akan",
        "nya",
        "dalam",
        "boleh",
        "lebih",
        "satu",
        "scale",
        "skala",
        "rate",
        "rating",
        "mohon",
        "silakan",
        "tolong",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "0",
        "10",
    ]
)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]]{0,29}")
_TAILS = re.compile(r"^(.*?\D)(\d+)(\D{0,2})$")


def spoken(text: str) -> str:
    """Write a name or question as plain words, so that patterns find them: Q5_csat -> q5 csat."""
    return " ".join(re.sub(r"[_/.:,;!?()\[\]\"]+", " ", text.casefold()).split())


def means(role: str, text: str, *, alone: bool = False) -> bool:
    """Say whether a text speaks of a role; `alone`: whether it is the role's name and no more."""
    pattern = re.compile(rf"(?<![\w-])({ROLE_WORDS[role]})(?![\w-])")
    words = spoken(text)
    return bool(pattern.fullmatch(words) if alone else pattern.search(words))


def is_plain(name: str) -> bool:
    """Say whether a column's name is short and simple enough to be used in the codebook."""
    return _PLAIN.fullmatch(name) is not None


def is_statement(text: str) -> bool:
    """Say whether a text is a sentence to agree with or answer, and no mere name of a thing."""
    return text.rstrip(" \"'").endswith((".", "?", "!")) or len(text.split()) > 5


def number_stem(name: str) -> tuple[str, str]:
    """Part a name from the number it ends in: PERQ1 -> PERQ, 1; no number: the name itself."""
    found = _TAILS.match(name)
    return (found[1], found[2]) if found else (name, "")


def slug(text: str, *, drop: Collection[str] = (), length: int = 20) -> str:
    """Make a readable ASCII name of at most `length` characters; "" if no letter is left."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", flat.casefold().replace("'", ""))
    told = [word for word in words if word not in _STOP and word not in drop]
    name = ""
    for word in told or [word for word in words if not word.isdigit()]:
        longer = f"{name}_{word}" if name else word[:length]
        if len(longer) > length:
            break
        name = longer
    return f"q_{name}"[:length] if name[:1].isdigit() else name


def common_words(texts: Iterable[str]) -> set[str]:
    """Return the words that every one of several texts has."""
    sets = [set(re.findall(r"[a-z0-9]+", spoken(text))) for text in texts]
    return set.intersection(*sets) if len(sets) > 1 else set()


def unique(name: str, taken: Collection[str], length: int = 20) -> str:
    """Return a name that nobody has yet: speed, speed_2, ...; `taken` are names in lower case."""
    n, other = 1, name
    while other.casefold() in taken:
        n += 1
        other = f"{name[: length - len(str(n)) - 1]}_{n}"
    return other
