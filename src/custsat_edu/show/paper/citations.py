"""The works that the methods rest on: how to cite them, and their BibTeX entries.

Each is named by a docstring of `stats` or by a source that was opened; its fields were compared
with reference lists of other works. A field that could not be compared is left out.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _

_TEX = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$"}


@dataclass(frozen=True)
class Work:
    """One work: its kind in BibTeX, its authors ("Family, Given"), year, title and fields."""

    kind: str
    authors: tuple[str, ...]
    year: int
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    institution: bool = False  # the author is no person: the name is kept whole

    def family_names(self) -> list[str]:
        """Return the names by which the work is cited."""
        return [name if self.institution else name.split(",")[0] for name in self.authors]


def _article(
    authors: str, year: int, title: str, journal: str, volume: str, pages: str, doi: str = ""
) -> Work:
    fields = {"journal": journal, "volume": volume, "pages": pages, "doi": doi}
    names = tuple(authors.split(" and "))
    return Work("article", names, year, title, {k: v for k, v in fields.items() if v})


def _book(authors: str, year: int, title: str, publisher: str) -> Work:
    names = tuple(authors.split(" and "))
    return Work("book", names, year, title, {"publisher": publisher} if publisher else {})


WORKS = {
    "alaybek2022": _article(
        "Alaybek, Balca and Dalal, Reeshad S. and Fyffe, Shea and Aitken, John A. and Zhou, You "
        "and Qu, Xiao and Roman, Alexis and Baines, Julia I.", 2022,
        "All's well that ends (and peaks) well? A meta-analysis of the peak-end rule and duration "
        "neglect", "Organizational Behavior and Human Decision Processes", "170", "104149",
        "10.1016/j.obhdp.2022.104149"),
    "albayrak2013": _article(
        "Albayrak, T. and Caber, M.", 2013,
        "Penalty-Reward-Contrast Analysis: A review of its application in customer satisfaction "
        "research", "Total Quality Management & Business Excellence", "24", "1288--1300",
        "10.1080/14783363.2013.776757"),
    "benjamini1995": _article(
        "Benjamini, Y. and Hochberg, Y.", 1995,
        "Controlling the false discovery rate: A practical and powerful approach to multiple "
        "testing", "Journal of the Royal Statistical Society: Series B", "57", "289--300",
        "10.1111/j.2517-6161.1995.tb02031.x"),
    "berger1993": Work(
        "article",
        ("Berger, C.", "Blauth, R.", "Boger, D.", "Bolster, C.", "Burchill, G.", "DuMouchel, W.",
         "Pouliot, F.", "Richter, R.", "Rubinoff, A.", "Shen, D.", "Timko, M.", "Walden, D."),
        1993, "Kano's methods for understanding customer-defined quality",
        {"journal": "Center for Quality of Management Journal", "volume": "2", "number": "4"}),
    "brandt1987": _article(
        "Brandt, D. Randall", 1987,
        "A procedure for identifying value-enhancing service components using customer "
        "satisfaction survey data", "Add Value to Your Service", "6", "61--65"),
    "brant1990": _article(
        "Brant, R.", 1990,
        "Assessing proportionality in the proportional odds model for ordinal logistic "
        "regression", "Biometrics", "46", "1171--1178", "10.2307/2532457"),
    "brunner2000": _article(
        "Brunner, E. and Munzel, U.", 2000,
        "The nonparametric Behrens-Fisher problem: Asymptotic theory and a small-sample "
        "approximation", "Biometrical Journal", "42", "17--25"),
    "chen2007": _article(
        "Chen, F. F.", 2007,
        "Sensitivity of goodness of fit indexes to lack of measurement invariance",
        "Structural Equation Modeling", "14", "464--504", "10.1080/10705510701301834"),
    "chinn2000": _article(
        "Chinn, Susan", 2000,
        "A simple method for converting an odds ratio to effect size for use in meta-analysis",
        "Statistics in Medicine", "19", "3127--3131"),
    "cronbach1951": _article(
        "Cronbach, L. J.", 1951, "Coefficient alpha and the internal structure of tests",
        "Psychometrika", "16", "297--334", "10.1007/BF02310555"),
    "dematos2007": _article(
        "de Matos, Celso Augusto and Henrique, Jorge Luiz and Rossi, Carlos Alberto Vargas", 2007,
        "Service recovery paradox: A meta-analysis", "Journal of Service Research", "10",
        "60--77", "10.1177/1094670507303012"),
    "dolnicar2010": _article(
        "Dolnicar, S. and Leisch, F.", 2010,
        "Evaluation of structure and reproducibility of cluster solutions using the bootstrap",
        "Marketing Letters", "21", "83--101", "10.1007/s11002-009-9083-4"),
    "donner2012": _article(
        "Donner, A. and Zou, G. Y.", 2012,
        "Closed-form confidence intervals for functions of the normal mean and standard "
        "deviation", "Statistical Methods in Medical Research", "21", "347--359"),
    "feldt1987": _article(
        "Feldt, Leonard S. and Woodruff, David J. and Salih, Fathi A.", 1987,
        "Statistical inference for coefficient alpha", "Applied Psychological Measurement", "11",
        "93--103", "10.1177/014662168701100107"),
    "fong1996": _article(
        "Fong, D.", 1996,
        "Using the self-stated importance questionnaire to interpret Kano questionnaire results",
        "Center for Quality of Management Journal", "5", "21--24"),
    "fornell1981": _article(
        "Fornell, Claes and Larcker, David F.", 1981,
        "Evaluating structural equation models with unobservable variables and measurement error",
        "Journal of Marketing Research", "18", "39--50", "10.1177/002224378101800104"),
    "hedges1981": _article(
        "Hedges, L. V.", 1981,
        "Distribution theory for Glass's estimator of effect size and related estimators",
        "Journal of Educational Statistics", "6", "107--128", "10.3102/10769986006002107"),
    "holm1979": _article(
        "Holm, Sture", 1979, "A simple sequentially rejective multiple test procedure",
        "Scandinavian Journal of Statistics", "6", "65--70"),
    "johnson2000": _article(
        "Johnson, Jeff W.", 2000,
        "A heuristic method for estimating the relative weight of predictor variables in multiple "
        "regression", "Multivariate Behavioral Research", "35", "1--19",
        "10.1207/S15327906MBR3501_1"),
    "kaiser1958": _article(
        "Kaiser, H. F.", 1958,
        "The varimax criterion for analytic rotation in factor analysis", "Psychometrika", "23",
        "187--200", "10.1007/BF02289233"),
    "kaplan1958": _article(
        "Kaplan, E. L. and Meier, P.", 1958,
        "Nonparametric estimation from incomplete observations",
        "Journal of the American Statistical Association", "53", "457--481",
        "10.1080/01621459.1958.10501452"),
    "kish1965": _book("Kish, Leslie", 1965, "Survey sampling", "Wiley"),
    "lawley1971": _book(
        "Lawley, D. N. and Maxwell, A. E.", 1971, "Factor analysis as a statistical method",
        "Butterworths"),
    "lindeman1980": _book(
        "Lindeman, R. H. and Merenda, P. F. and Gold, R. Z.", 1980,
        "Introduction to bivariate and multivariate analysis", "Scott, Foresman"),
    "mackinnon1985": _article(
        "MacKinnon, J. G. and White, H.", 1985,
        "Some heteroskedasticity-consistent covariance matrix estimators with improved finite "
        "sample properties", "Journal of Econometrics", "29", "305--325"),
    "mantel1966": _article(
        "Mantel, Nathan", 1966,
        "Evaluation of survival data and two new rank order statistics arising in its "
        "consideration", "Cancer Chemotherapy Reports", "50", "163--170"),
    "martilla1977": _article(
        "Martilla, J. A. and James, J. C.", 1977, "Importance-performance analysis",
        "Journal of Marketing", "41", "77--79"),
    "maydeu2007": _article(
        "Maydeu-Olivares, Alberto and Coffman, Donna L. and Hartmann, Wolfgang M.", 2007,
        "Asymptotically distribution-free (ADF) interval estimation of coefficient alpha",
        "Psychological Methods", "12", "157--176", "10.1037/1082-989X.12.2.157"),
    "newcombe1998": _article(
        "Newcombe, R. G.", 1998,
        "Interval estimation for the difference between independent proportions: Comparison of "
        "eleven methods", "Statistics in Medicine", "17", "873--890"),
    "permenpan2017": Work(
        "misc", ("Permen PAN-RB Nomor 14",), 2017,
        "Pedoman Penyusunan Survei Kepuasan Masyarakat Unit Penyelenggara Pelayanan Publik",
        {"note": "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi "
                 "Republik Indonesia Nomor 14 Tahun 2017"}, institution=True),
    "phipson2010": _article(
        "Phipson, B. and Smyth, G. K.", 2010,
        "Permutation P-values should never be zero: Calculating exact P-values when permutations "
        "are randomly drawn", "Statistical Applications in Genetics and Molecular Biology", "9",
        "39", "10.2202/1544-6115.1585"),
    "rocks2016": _article(
        "Rocks, Brendan", 2016, "Interval estimation for the “Net Promoter Score”",
        "The American Statistician", "", "365--372"),
    "sauerwein1996": _article(
        "Sauerwein, E. and Bailom, F. and Matzler, K. and Hinterhuber, H. H.", 1996,
        "The Kano model: How to delight your customers",
        "International Working Seminar on Production Economics", "1", "313--327"),
    "schuirmann1987": _article(
        "Schuirmann, Donald J.", 1987,
        "A comparison of the two one-sided tests procedure and the power approach for assessing "
        "the equivalence of average bioavailability",
        "Journal of Pharmacokinetics and Biopharmaceutics", "15", "657--680"),
    "steiger2004": _article(
        "Steiger, J. H.", 2004,
        "Beyond the F test: Effect size confidence intervals and tests of close fit in the "
        "analysis of variance and contrast analysis", "Psychological Methods", "9", "164--182"),
    "vanderweele2017": _article(
        "VanderWeele, T. J. and Ding, P.", 2017,
        "Sensitivity analysis in observational research: Introducing the E-value",
        "Annals of Internal Medicine", "167", "268--274", "10.7326/M16-2607"),
    "welch1947": _article(
        "Welch, B. L.", 1947,
        "The generalization of ‘Student's’ problem when several different population variances "
        "are involved", "Biometrika", "34", "28--35", "10.1093/biomet/34.1-2.28"),
    "wilson1927": _article(
        "Wilson, E. B.", 1927,
        "Probable inference, the law of succession, and statistical inference",
        "Journal of the American Statistical Association", "22", "209--212",
        "10.1080/01621459.1927.10502953"),
}  # fmt: skip


def cite(*keys: str) -> str:
    """Return works as they stand in a sentence: "(Holm, 1979; Welch, 1947)".

    Parameters
    ----------
    *keys : str
        Keys of `WORKS`; the works come in alphabetical order, each once.

    Returns
    -------
    str
        In brackets, in the active language: "and" or "dan", "et al." or "dkk."

    Raises
    ------
    InputError
        If a key is unknown.

    Examples
    --------
    >>> cite("holm1979", "dolnicar2010", "feldt1987")
    '(Dolnicar and Leisch, 2010; Feldt et al., 1987; Holm, 1979)'
    """
    works = _asked_for(keys)
    return f"({'; '.join(f'{_names(work)}, {work.year}' for work in works)})" if works else ""


def bibtex(keys: Iterable[str]) -> str:
    r"""Return the BibTeX entries of works, in UTF-8, sorted by key.

    Parameters
    ----------
    keys : iterable of str
        Keys of `WORKS`; each is written once.

    Returns
    -------
    str
        The entries, with an empty line between them; titles keep their capitals.

    Raises
    ------
    InputError
        If a key is unknown.

    Examples
    --------
    >>> print(bibtex(["kish1965"]))
    @book{kish1965,
      author = {Kish, Leslie},
      year = {1965},
      title = {{Survey sampling}},
      publisher = {Wiley},
    }
    <BLANKLINE>
    """
    keys = list(keys)
    _asked_for(keys)
    return "\n".join(_entry(key, WORKS[key]) for key in sorted(set(keys)))


def _asked_for(keys: Iterable[str]) -> list[Work]:
    keys = list(dict.fromkeys(keys))
    unknown = [key for key in keys if key not in WORKS]
    if unknown:
        raise InputError(
            Problem(
                "citations: there is no work {key!r}. Did you mean {near!r}?",
                {"key": key, "near": difflib.get_close_matches(str(key), WORKS, 1, 0)[0]},
            )
            for key in unknown
        )
    return sorted((WORKS[key] for key in keys), key=_alphabet)


def _alphabet(work: Work) -> tuple[str, int]:
    return " ".join(work.family_names()).casefold(), work.year


def _names(work: Work) -> str:
    names = work.family_names()
    if len(names) > 2:
        return _("{name} et al.").format(name=names[0])
    if len(names) == 2:
        return _("{first} and {second}").format(first=names[0], second=names[1])
    return names[0]


def _entry(key: str, work: Work) -> str:
    authors = " and ".join(work.authors)
    lines = {
        "author": f"{{{authors}}}" if work.institution else authors,
        "year": str(work.year),
        "title": f"{{{work.title}}}",
        **work.fields,
    }
    body = [f"  {name} = {{{_tex(name, value)}}}," for name, value in lines.items()]
    return "\n".join([f"@{work.kind}{{{key},", *body, "}"]) + "\n"


def _tex(name: str, value: str) -> str:
    if name == "doi":  # biber and natbib take a doi as it is
        return value
    return "".join(_TEX.get(letter, letter) for letter in value)
