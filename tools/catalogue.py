"""Keep the Indonesian catalogue in step with the sentences in the code.

python tools/catalogue.py           add new sentences (untranslated), drop those no longer used
python tools/catalogue.py --check   list what is missing, unused or has lost a {place}
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "custsat_edu"
CATALOGUE = SOURCE / "locale" / "id" / "LC_MESSAGES" / "custsat_edu.po"
KEYWORDS: dict = {"_": None, "ngettext": (1, 2), "of": None, "Problem": None}
KEYWORDS |= {"wrong": None, "_refuse": None}  # which make a Problem of their first argument
HEADER = """msgid ""
msgstr ""
"Language: id\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def sentences() -> dict[str, tuple[str, str]]:
    """Return every sentence of the package: singular -> (plural or "", the file it stands in)."""
    found: dict[str, tuple[str, str]] = {}
    rows = extract_from_dir(SOURCE, [("**.py", "python")], keywords=KEYWORDS)
    for file, _line, message, _comments, _context in rows:
        singular, plural = (message, "") if isinstance(message, str) else message[:2]
        found.setdefault(singular, (plural, file))
    return found


def translations() -> dict[str, str]:
    """Return the catalogue as it stands: singular -> Indonesian ("" where it is missing)."""
    if not CATALOGUE.exists():
        return {}
    with CATALOGUE.open("rb") as file:
        messages = read_po(file, locale="id")
    words = {m.id if isinstance(m.id, str) else m.id[0]: m.string or "" for m in messages if m.id}
    return {key: text if isinstance(text, str) else str(*text[:1]) for key, text in words.items()}


def written() -> bytes:
    """Return the catalogue as it should stand, in the order of files, without line numbers."""
    known, catalogue = translations(), Catalog(locale="id", fuzzy=False)
    catalogue.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    for singular, (plural, file) in sentences().items():
        text = known.get(singular, "")
        message = (singular, plural) if plural else singular
        catalogue.add(message, (text,) if plural else text, locations=[(file, 0)])
    body = io.BytesIO()
    write_po(body, catalogue, omit_header=True, include_lineno=False, width=100)
    return HEADER.encode() + b"\n" + body.getvalue()


def problems() -> list[str]:
    """Return what a reader of the Indonesian version would miss."""
    known, used = translations(), sentences()
    missing = [f"not translated ({used[s][1]}): {s!r}" for s in used if not known.get(s)]
    unused = [f"no longer used: {s!r}" for s in known if s not in used]
    lost = [
        f"other {{places}} than the English: {s!r}"
        for s, text in known.items()
        if text and _places(s) != _places(text)
    ]
    return missing + unused + lost


def _places(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w*)[^}]*}", sentence))


def main(arguments: list[str]) -> int:
    """Write the catalogue, or with --check list its problems."""
    if arguments != ["--check"]:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_bytes(written())
    found = problems()
    print("\n".join(found) or "The catalogue is complete.")
    return 1 if found and arguments == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
