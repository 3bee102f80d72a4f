"""The sentences of every analysis: results written by hand, in both languages."""

import re

import numpy as np
import pandas as pd
import pytest

from custsat_edu.errors import InputError
from custsat_edu.i18n import use_language
from custsat_edu.show.paper.citations import WORKS, cite
from custsat_edu.show.paper.methods import TEXTS, Facts, methods_text, works_cited
from custsat_edu.show.paper.sentences import as_table

NAN = np.nan


def score(name, **values):
    return pd.Series({key: float(value) for key, value in values.items()}, name=name)


def table(names, index="driver", attrs=None, **columns):
    made = pd.DataFrame(columns, index=pd.Index(names, name=index))
    made.attrs = attrs or {}
    return made


ROW = {"estimate": 0.42, "low": 0.31, "high": 0.53, "n": 400}
PAIR = {"first": ["web"], "second": ["store"], "estimate": [-2.5], "low": [-4.0], "high": [-1.0]}
FIT = {"chi2": 12.34, "df": 8.0, "p": 0.137, "n": 500.0, "cfi": 0.987, "tli": 0.976}

# name: (table, facts, the result in English, the result in Indonesian)
CASES = {
    "nps": (
        score("nps", estimate=18.17, low=15.16, high=21.15, n=2366),
        Facts(),
        "The NPS, in points, was 18.2, 95% CI [15.2, 21.1]; n = 2,366.",
        "NPS, dalam poin, adalah 18,2, IK 95% [15,2; 21,1]; n = 2.366.",
    ),
    "csat": (
        score("csat", estimate=0.641, low=0.621, high=0.66, n=2385, n_effective=2330.2),
        Facts(),
        "The share of satisfied customers was 64.1%, 95% CI [62.1, 66.0]; n = 2,385, effective "
        "n = 2,330.",
        "Proporsi pelanggan yang puas adalah 64,1%, IK 95% [62,1; 66,0]; n = 2.385, n efektif = "
        "2.330.",
    ),
    "ces": (
        score("ces", estimate=5.04, low=NAN, high=NAN, n=1),
        Facts(),
        "The CES was 5.04 (no interval); n = 1.",
        "CES adalah 5,04 (tanpa interval); n = 1.",
    ),
    "ikm": (
        score("ikm", estimate=76.583, low=75.555, high=77.611, n=400),
        Facts(confidence=0.9),
        "The IKM was 76.58, 90% CI [75.56, 77.61]; n = 400.",
        "IKM adalah 76,58, IK 90% [75,56; 77,61]; n = 400.",
    ),
    "ikm_classes": (
        table(["A", "B"], "ikm_class", reached=[False, True], share=[0.016, 0.984]),
        Facts(),
        "The index was in class B, and so it was in 98.4% of the resamples.",
        "Indeks berada pada mutu B, demikian pula pada 98,4% penarikan ulang.",
    ),
    "means": (
        table(["Q", "P"], estimate=[2.9, 3.04], low=[2.8, 3.0], high=[3.0, 3.1], n=[390, 400]),
        Facts(labels={"Q": "Quality"}),
        "Means: Quality (2.90 [2.80, 3.00]); P (3.04 [3.00, 3.10]); n = 390 to 400.",
        "Rata-rata: Quality (2,90 [2,80; 3,00]); P (3,04 [3,00; 3,10]); n = 390 sampai 400.",
    ),
    "alpha": (
        table(["alpha_T"], label=["Cronbach's alpha: Trust"], estimate=0.746, low=0.728,
              high=0.764, n=2384),
        Facts(),
        "α: Trust (.75 [.73, .76]); n = 2,384.",
        "α: Cronbach's alpha: Trust (0,75 [0,73; 0,76]); n = 2.384.",  # an English label stays
    ),
    "nps_difference": (
        score("nps_difference", estimate=6.67, low=-1.8, high=15.1, n=600, n_a=250, n_b=350,
              z=1.55, p=0.1212),
        Facts(),
        "The NPS differed, in points, by 6.7, 95% CI [−1.8, 15.1], z = 1.55, p = .121 (n = 250 "
        "and 350).",
        "Selisih kedua NPS, dalam poin, adalah 6,7, IK 95% [−1,8; 15,1], z = 1,55, p = 0,121 "
        "(n = 250 dan 350).",
    ),
    "item_rest": (
        table(["T1", "T2"], "item", estimate=[0.6, -0.2], low=[0.5, -0.3], high=[0.7, -0.1],
              n=500, item_total=0.8, alpha_if_dropped=0.6),
        Facts(),
        "Item-rest correlations: T1 (.60 [.50, .70]); T2 (−.20 [−.30, −.10]); n = 500. Negative, "
        "and perhaps reversed: T2.",
        "Korelasi butir-sisa: T1 (0,60 [0,50; 0,70]); T2 (−0,20 [−0,30; −0,10]); n = 500. "
        "Negatif, mungkin berbalik arah: T2.",
    ),
    "omega": (
        score("mcdonald_omega", estimate=0.75, low=0.71, high=0.79, n=500, failed=0),
        Facts(),
        "ω: .75 [.71, .79]; n = 500.",
        "ω: 0,75 [0,71; 0,79]; n = 500.",
    ),
    "efa": (
        table(["a", "b", "c"], "item", {"chi2": 3.2, "df": 4.0, "p": 0.525, "n": 500.0},
              factor1=[0.76, -0.64, 0.1], factor2=[0.0, 0.1, 0.71], uniqueness=0.5),
        Facts(),
        "2 factors of 3 items: largest loadings of the items 0.64 to 0.76 in size, test that so "
        "many factors are enough χ²(4, n = 500) = 3.20, p = .525.",
        "2 faktor dari 3 butir: muatan terbesar tiap butir 0,64 sampai 0,76 menurut besarnya, uji "
        "bahwa faktor sebanyak itu cukup χ²(4; n = 500) = 3,20, p = 0,525.",
    ),
    "cfa": (
        table(["a", "b"], "item",
              {**FIT, "rmsea": 0.0331, "rmsea_low": 0, "rmsea_high": 0.0654, "srmr": 0.0212,
               "improper": "b"},
              factor=["F", "G"], estimate=[0.76, 1.02], low=[0.7, 0.9], high=[0.8, 1.1], n=500),
        Facts(),
        "2 factors, 2 items: χ²(8, n = 500) = 12.34, p = .137, CFI = .99, TLI = .98, RMSEA = .033 "
        "[.000, .065], SRMR = .021; standardised loadings 0.76 to 1.02. The solution is improper "
        "(Heywood case: b) and should not be relied on.",
        "2 faktor, 2 butir: χ²(8; n = 500) = 12,34, p = 0,137, CFI = 0,99, TLI = 0,98, RMSEA = "
        "0,033 [0,000; 0,065], SRMR = 0,021; muatan baku 0,76 sampai 1,02. Solusi ini tidak wajar "
        "(kasus Heywood: b) dan tidak patut diandalkan.",
    ),
    "factor_quality": (
        table(["Trust"], "factor", ave=0.5, ave_low=0.45, ave_high=0.55, cr=0.75, cr_low=0.71,
              cr_high=0.79, n=500),
        Facts(),
        "Results: Trust: AVE .50 [.45, .55], CR .75 [.71, .79]; n = 500.",
        "Hasil: Trust: AVE 0,50 [0,45; 0,55], CR 0,75 [0,71; 0,79]; n = 500.",
    ),
    "factor_correlations": (
        pd.DataFrame({**{k: [v] for k, v in ROW.items()}},
                     index=pd.MultiIndex.from_tuples([("Q", "P")], names=["factor", "other"])),
        Facts(labels={"Q": "Quality"}),
        "Results: Quality and P (.42 [.31, .53]); n = 400.",
        "Hasil: Quality dan P (0,42 [0,31; 0,53]); n = 400.",
    ),
    "invariance": (
        table(["configural", "metric"], "step", {"groups": "store, web"}, cfi=[0.997, 0.981],
              delta_cfi=[NAN, -0.016], lrt=[NAN, 11.5], lrt_df=[NAN, 4], lrt_p=[NAN, 0.0217],
              n=500),
        Facts(),
        "Configural model: CFI = .997. Results: metric: χ²(4, n = 500) = 11.50, p = .022, change "
        "of the CFI −.016.",
        "Model konfigural: CFI = 0,997. Hasil: metrik: χ²(4; n = 500) = 11,50, p = 0,022, "
        "perubahan CFI −0,016.",
    ),
    "importance": (
        table(["a", "b"], attrs={"r2": 0.386, "method": "lmg"}, label=["Price", "Help"],
              estimate=[0.001, 0.385], low=[0.0, 0.35], high=[0.01, 0.42], noise=0.002, n=2282),
        Facts(outcome="Satisfaction"),
        "Together the drivers explain 38.6% of the variance: Help (38.5% [35.0, 42.0]); Price "
        "(0.1% [0.0, 1.0]); n = 2,282. Not above the noise floor (0.2%): Price.",
        "Bersama-sama pendorong menjelaskan 38,6% varians: Help (38,5% [35,0; 42,0]); Price (0,1% "
        "[0,0; 1,0]); n = 2.282. Tidak di atas batas derau (0,2%): Price.",
    ),
    "regression": (
        table(["Intercept", "Price"], attrs={"r2": 0.386, "adj_r2": 0.383},
              estimate=[10, 2.04], low=[7, 1.56], high=[12, 2.53], t=[7.0, 8.2], p=[0.0, 0.0004],
              beta=[NAN, 0.15], n=2282),
        Facts(),
        "R² = .39, adjusted R² = .38; Price (b = 2.04 [1.56, 2.53], p < .001); n = 2,282.",
        "R² = 0,39, R² disesuaikan = 0,38; Price (b = 2,04 [1,56; 2,53], p < 0,001); n = 2.282.",
    ),
    "vif": (
        table(["a", "b"], vif=[1.1, 2.7], r2=[0.1, 0.6], n=400),
        Facts(labels={"b": "Help"}),
        "VIF: 1.10 to 2.70, the largest that of Help; n = 400.",
        "VIF: 1,10 sampai 2,70, yang terbesar milik Help; n = 400.",
    ),
    "ordered_logit": (
        table(["wait", "1|2"], "term", {"link": "logit", "mcfadden": 0.35}, estimate=[-0.7, -5.6],
              low=[-1.2, -9.9], high=[-0.2, -1.4], p=[0.0101, 0.5], odds_ratio=[0.49, NAN],
              odds_low=[0.29, NAN], odds_high=[0.84, NAN], n=150),
        Facts(),
        "McFadden's R² = .35; wait (OR = 0.49 [0.29, 0.84], p = .010); n = 150.",
        "R² McFadden = 0,35; wait (OR = 0,49 [0,29; 0,84], p = 0,010); n = 150.",
    ),
    "proportional_odds": (
        table(["a", "b", "all"], chi2=[8.32, 0.4, 9.1], df=[2, 2, 4], p=[0.0156, 0.8, 0.0586],
              n=500),
        Facts(),
        "All drivers together: χ²(4, n = 500) = 9.10, p = .059. The odds do not look proportional "
        "for a.",
        "Semua pendorong bersama-sama: χ²(4; n = 500) = 9,10, p = 0,059. Odds tampak tidak "
        "sebanding untuk a.",
    ),
    "piecewise": (
        table(["a_below", "a_above", "a_difference"], "slope", driver="a", label="Price",
              side=["below", "above", "difference"], estimate=[3.9, 0.2, -3.7],
              low=[3.3, -0.5, -4.8], high=[4.5, 1.0, -2.6], p=[0.0, 0.566, 0.0], n=2282,
              kind="must-be", clear=False),
        Facts(outcome="Satisfaction"),
        "Points of Satisfaction a step: Price: 3.90 [3.30, 4.50] below and 0.20 [−0.50, 1.00] "
        "above the middle (difference p < .001), must-be though not clearly; n = 2,282.",
        "Poin Satisfaction per langkah: Price: 3,90 [3,30; 4,50] di bawah dan 0,20 [−0,50; 1,00] "
        "di atas titik tengah (selisih p < 0,001), wajib (must-be) meskipun belum jelas; "
        "n = 2.282.",
    ),
    "penalty_reward": (
        table(["a", "a"], label="Price", cuts="ends", side=["penalty", "reward"],
              estimate=[-9.2, 2.3], low=[-11.1, 0.0], high=[-7.4, 4.5], p=0.01,
              asymmetry_p=0.0031, n=2282, warning=["", "thin"]),
        Facts(),
        "Penalty and reward with the cuts “lowest and highest answer”: Price (−9.20 [−11.10, "
        "−7.40] and 2.30 [0.00, 4.50], symmetry p = .003). Sample: n = 2,282. 1 of these "
        "estimates rests on under 5% of the respondents.",
        "Penalti dan ganjaran dengan titik potong “jawaban terendah dan tertinggi”: Price (−9,20 "
        "[−11,10; −7,40] dan 2,30 [0,00; 4,50], simetri p = 0,003). Sampel: n = 2.282. 1 dari "
        "estimasi ini bertumpu pada kurang dari 5% responden.",
    ),
    "kano": (
        table(["a"], "feature", kind="attractive", better=0.7, better_low=0.64, better_high=0.75,
              worse=-0.24, worse_low=-0.3, worse_high=-0.2, clear=False, n=300),
        Facts(labels={"a": "Gift"}),
        "Results: Gift: attractive (better 0.70 [0.64, 0.75], worse −0.24 [−0.30, −0.20]); "
        "n = 300. Not clear: Gift.",
        "Hasil: Gift: menarik (attractive) (better 0,70 [0,64; 0,75], worse −0,24 [−0,30; "
        "−0,20]); n = 300. Belum jelas: Gift.",
    ),
    "causes": (
        table(["c1", "c2"], "cause", label=["Late", "Rude"], estimate=[0.461, 0.1],
              low=[0.436, 0.08], high=[0.486, 0.12], cumulative=[0.8, 1.0], rank_low=[1, 2],
              rank_high=[1, 2], n=1514),
        Facts(),
        "Results: Late (46.1% [43.6, 48.6]); Rude (10.0% [8.0, 12.0]); n = 1,514. The first rank "
        "is certain: Late.",
        "Hasil: Late (46,1% [43,6; 48,6]); Rude (10,0% [8,0; 12,0]); n = 1.514. Peringkat pertama "
        "pasti: Late.",
    ),
    "rao_scott": (
        score("rao_scott", statistic=3.91, df=2.96, p=0.273, n=200, chi2=3.89, chi2_df=3),
        Facts(),
        "Corrected χ²(3.0, n = 200) = 3.91, p = .273.",
        "Terkoreksi χ²(3,0; n = 200) = 3,91, p = 0,273.",
    ),
    "importance_performance": (
        table(["a", "b"], attrs={"lines": "median"}, label=["Price", "Help"],
              performance=[4.0, 3.4], importance=[0.043, 0.031], keep_up=[0.741, 0.0],
              low_priority=[0.0, 0.915], quadrant=["keep_up", "low_priority"], n=2282),
        Facts(),
        "Results: Keep up the good work: Price; Low priority: Help; n = 2,282. In more than 20% "
        "of the bootstrap resamples another quadrant: Price.",
        "Hasil: Pertahankan prestasi: Price; Prioritas rendah: Help; n = 2.282. Pada lebih dari "
        "20% penarikan ulang bootstrap berada di kuadran lain: Price.",
    ),
    "csi": (
        score("csi", estimate=70, low=51.4, high=80, n=30),
        Facts(),
        "The CSI was 70.00, 95% CI [51.40, 80.00]; n = 30.",
        "CSI adalah 70,00, IK 95% [51,40; 80,00]; n = 30.",
    ),
    "tki": (
        table(["price"], estimate=75, low=45.7, high=104.3, n=40),
        Facts(),
        "Results: price (75.00 [45.70, 104.30]); n = 40.",
        "Hasil: price (75,00 [45,70; 104,30]); n = 40.",
    ),
    "compare_groups": (
        table(["web - store"], "pair", **PAIR, t=-3.07, df=9.98, p=0.0119, p_holm=0.0119, g=-1.63,
              g_low=-2.87, g_high=-0.35, superiority=0.11, superiority_low=0.02,
              superiority_high=0.49, n=12),
        Facts(labels={"web": "Web shop"}),
        "Results: Web shop minus store: −2.50, 95% CI [−4.00, −1.00], t(10.0) = −3.07, p = .012, "
        "g = −1.63 [−2.87, −0.35], PS = .11 [.02, .49]; n = 12.",
        "Hasil: Web shop dikurangi store: −2,50, IK 95% [−4,00; −1,00], t(10,0) = −3,07, "
        "p = 0,012, g = −1,63 [−2,87; −0,35], PS = 0,11 [0,02; 0,49]; n = 12.",
    ),
    "compare_shares": (
        table(["web - store"], "pair", first="web", second="store", estimate=0.5, low=-0.04,
              high=0.773, chi2=3.09, p=0.0789, p_holm=0.0789, n=12),
        Facts(),
        "Results: web minus store: 50.0, 95% CI [−4.0, 77.3], χ²(1, n = 12) = 3.09, p = .079.",
        "Hasil: web dikurangi store: 50,0, IK 95% [−4,0; 77,3], χ²(1; n = 12) = 3,09, p = 0,079.",
    ),
    "compare_several": (
        table(["welch", "kruskal"], "test", statistic=[5.4, 6.413], df1=[2.0, 2.0],
              df2=[16.52, NAN], p=[0.0161, 0.0404], effect=[0.423, 0.583], low=[0.0, 0.01],
              high=[0.736, 0.9], n=12),
        Facts(),
        "Results: F(2, 16.5) = 5.40, p = .016, ω² = .42 [.00, .74]; H: χ²(2, n = 12) = 6.41, "
        "p = .040, ε² = .58 [.01, .90].",
        "Hasil: F(2; 16,5) = 5,40, p = 0,016, ω² = 0,42 [0,00; 0,74]; H: χ²(2; n = 12) = 6,41, "
        "p = 0,040, ε² = 0,58 [0,01; 0,90].",
    ),
    "equivalence": (
        table(["web - store"], "pair", **PAIR, p=0.0091, equivalent=True, margin=4.5, n=48),
        Facts(),
        "Results: web minus store: −2.50, 90% CI [−4.00, −1.00], p = .009, thus equivalent; "
        "n = 48.",
        "Hasil: web dikurangi store: −2,50, IK 90% [−4,00; −1,00], p = 0,009, jadi setara; n = 48.",
    ),
    "permutation": (
        score("permutation_test", estimate=1.333, low=0.23, high=2.436, p=0.0541, n=12),
        Facts(),
        "The difference was 1.33, 95% CI [0.23, 2.44], p = .054, n = 12.",
        "Selisihnya 1,33, IK 95% [0,23; 2,44], p = 0,054, n = 12.",
    ),
    "adjusted_difference": (
        table(["raw", "weighting"], "method", {"first": "store", "second": "web", "missing": 0},
              estimate=[2.1, -2.5], low=[0.8, -4.1], high=[3.5, -0.9], p=[0.002, 0.0021], n=1000,
              n_effective=[1000.0, 767.4], e_value=[1.7, 1.75], e_value_limit=[1.36, 1.4]),
        Facts(),
        "Difference of web minus store: raw difference: 2.10, 95% CI [0.80, 3.50], p = .002; "
        "adjusted by weighting: −2.50, 95% CI [−4.10, −0.90], p = .002; n = 1,000, effective "
        "n = 767 to 1,000. The E-value of the last is 1.75, that of its limit nearer to 0 1.40.",
        "Selisih web dikurangi store: selisih mentah: 2,10, IK 95% [0,80; 3,50], p = 0,002; "
        "disesuaikan dengan pembobotan: −2,50, IK 95% [−4,10; −0,90], p = 0,002; n = 1.000, n "
        "efektif = 767 sampai 1.000. Nilai E yang terakhir 1,75, dan untuk batasnya yang lebih "
        "dekat ke 0 1,40.",
    ),
    "balance": (
        table(["age", "size"], "covariate", smd_raw=[-0.94, 0.2], smd_weighted=[0.01, 0.12],
              n=1000, n_effective=767.0),
        Facts(),
        "The largest was 0.94 before weighting and 0.12 after it; after it, 1 of 2 were at most "
        "0.1.",
        "Yang terbesar 0,94 sebelum pembobotan dan 0,12 sesudahnya; sesudahnya 1 dari 2 paling "
        "besar 0,1.",
    ),
    "choose_k": (
        table([1, 2, 3], "k", bic=[1723.5, 1231.7, 1087.1], silhouette=[NAN, 0.6, 0.5],
              stability=[NAN, 0.7, 1.0], stability_low=[NAN, 0.5, 0.98],
              stability_high=[NAN, 0.9, 1.0], n=300),
        Facts(),
        "Best: k = 3 by the BIC; k = 2 by the silhouette; k = 3 by the stability. Stability: "
        "k = 2 (.70 [.50, .90]); k = 3 (1.00 [.98, 1.00]); n = 300.",
        "Terbaik: k = 3 menurut BIC; k = 2 menurut siluet; k = 3 menurut stabilitas. Stabilitas: "
        "k = 2 (0,70 [0,50; 0,90]); k = 3 (1,00 [0,98; 1,00]); n = 300.",
    ),
    "profiles": (
        pd.DataFrame(
            {"estimate": [2.0, 9.0], "low": [1.95, 8.9], "high": [2.05, 9.1], "n": [60, 40],
             "all": 4.8, "share": [0.6, 0.4], "unit": 3.1, "method": "kmeans"},
            index=pd.MultiIndex.from_tuples(
                [(1, "visits"), ("often", "visits")], names=["segment", "behaviour"]),
        ),
        Facts(labels={"visits": "Visits"}),
        "Results: segment 1 (60.0%, n = 60): Visits (2.00 [1.95, 2.05]); often (40.0%, n = 40): "
        "Visits (9.00 [8.90, 9.10]).",
        "Hasil: segmen 1 (60,0%, n = 60): Visits (2,00 [1,95; 2,05]); often (40,0%, n = 40): "
        "Visits (9,00 [8,90; 9,10]).",
    ),
    "profile_tests": (
        table(["visits"], "behaviour", estimate=0.9, low=0.88, high=0.91, n=300, welch_f=1179.11,
              df1=2.0, df2=192.2, p=0.0, p_bh=0.0),
        Facts(),
        "Results: visits (η² = .90 [.88, .91], F(2, 192.2) = 1,179.11, p < .001); n = 300.",
        "Hasil: visits (η² = 0,90 [0,88; 0,91], F(2; 192,2) = 1.179,11, p < 0,001); n = 300.",
    ),
    "lift": (
        table(["bargain"], "segment", estimate=1.43, low=1.18, high=1.57, n=60, share=0.4,
              all=0.28),
        Facts(),
        "Among all 28.0%; lift: bargain (1.43 [1.18, 1.57]); n = 60.",
        "Di antara semua 28,0%; lift: bargain (1,43 [1,18; 1,57]); n = 60.",
    ),
    "rfm": (
        table(["a", "b"], "customer", {"today": "2025-03-31"}, recency=[3, 75], frequency=[2, 1],
              monetary=[5000.0, 15.0], r=[2, 1], f=[3, 2], m=[2, 1]),
        Facts(),
        "2 customers: recency 3 to 75 days, frequency 1 to 2 orders, monetary value 15 to 5,000 "
        "(smallest to largest).",
        "2 pelanggan: recency 3 sampai 75 hari, frequency 1 sampai 2 pesanan, monetary 15 sampai "
        "5.000 (terkecil sampai terbesar).",
    ),
    "journey": (
        table([0, 1, 2], None, {"neutral": 0.0, "min_n": 30.0, "adjust": "holm", "delight": 0.3},
              level=["touchpoint", "touchpoint", "all"], touchpoint=["Queue", "Shelf", NAN],
              estimate=[-0.75, 0.75, 0.1], low=[-1.0, 0.5, 0.0], high=[-0.5, 1.66, 0.2],
              n=[40, 40, 80], flag=["pain", "", ""]),
        Facts(),
        "Mean of all ratings: 0.10, 95% CI [0.00, 0.20] (n = 80). Pain points: Queue (−0.75 "
        "[−1.00, −0.50]). Delights: none.",
        "Rata-rata semua penilaian: 0,10, IK 95% [0,00; 0,20] (n = 80). Titik masalah: Queue "
        "(−0,75 [−1,00; −0,50]). Titik menyenangkan: tidak ada.",
    ),
    "drop_off": (
        table(["Buys"], "stage", estimate=0.206, low=0.195, high=0.218, n=4761, left=983),
        Facts(),
        "Results: Buys (20.6% [19.5, 21.8], n = 4,761).",
        "Hasil: Buys (20,6% [19,5; 21,8], n = 4.761).",
    ),
    "transitions": (
        table([0, 1], None, touchpoint=["Shop", "Web"], kind=["moves", "leaves"],
              estimate=[0.5, 0.188], low=[0.4, 0.174], high=[0.6, 0.203], n=[50, 20]),
        Facts(),
        "Most often left: Web (18.8% [17.4, 20.3]).",
        "Paling sering ditinggalkan: Web (18,8% [17,4; 20,3]).",
    ),
    "drop_off_odds": (
        table(["below", "above"], "points", {"left_out": "Stays", "neutral": 0.0},
              estimate=[1.94, 0.94], low=[1.73, 0.83], high=[2.16, 1.06], n=4000, customers=900),
        Facts(),
        "Odds ratio of leaving for a point below neutral: 1.94, 95% CI [1.73, 2.16]; for a point "
        "above it: 0.94, 95% CI [0.83, 1.06] (n = 4,000 events of 900 customers). Stages that say "
        "nothing on it, left out: Stays.",
        "Rasio odds berhenti untuk satu poin di bawah netral: 1,94, IK 95% [1,73; 2,16]; untuk "
        "satu poin di atasnya: 0,94, IK 95% [0,83; 1,06] (n = 4.000 peristiwa dari 900 pelanggan). "
        "Tahap yang tidak memberi keterangan, dikeluarkan: Stays.",
    ),
    "peak_end": (
        table(["mean", "worst"], "moment", {"r2": 0.71, "r2_mean": 0.38}, estimate=[0.5, 9.1],
              low=[-1.3, 7.6], high=[2.3, 10.5], n=500),
        Facts(),
        "Results: mean rating (0.50 [−1.30, 2.30]); worst rating (9.10 [7.60, 10.50]); R² = .71, "
        "of the mean alone .38; n = 500.",
        "Hasil: penilaian rata-rata (0,50 [−1,30; 2,30]); penilaian terburuk (9,10 [7,60; "
        "10,50]); R² = 0,71, dari rata-rata saja 0,38; n = 500.",
    ),
    "what_if": (
        table(["emotion", "leave", "satisfaction"], "what", {"touchpoint": "Web", "change": 0.5},
              before=[0.08, 0.262, 54.32], after=[0.85, 0.213, 60.13],
              estimate=[0.76, -0.049, 5.82], low=[0.74, -0.06, 5.36], high=[0.79, -0.03, 6.37],
              n=900),
        Facts(),
        "Journeys that break off would go from 26.2% to 21.3% (difference in percentage points "
        "−4.9, 95% CI [−6.0, −3.0]), satisfaction from 54.32 to 60.13 (difference 5.82, 95% CI "
        "[5.36, 6.37]).",
        "Perjalanan yang terhenti akan berubah dari 26,2% menjadi 21,3% (selisih dalam poin persen "
        "−4,9, IK 95% [−6,0; −3,0]), kepuasan dari 54,32 menjadi 60,13 (selisih 5,82, IK 95% "
        "[5,36; 6,37]).",
    ),
    "recovery_paradox": (
        table(["minor_full", "silent"], "group", estimate=[8.0, -20.0], low=[4.0, -30.9],
              high=[12.0, -9.1], n=[40, 30], n_untouched=500, p=0.001, p_adjusted=[0.0081, 0.025],
              verdict=["paradox", "below"], margin=3, naive_estimate=[15.5, NAN]),
        Facts(),
        "Results: Minor, full recovery: paradox (8.00 [4.00, 12.00], p = .008, n = 40); Silent "
        "sufferers: below (−20.00 [−30.90, −9.10], p = .025, n = 30). Customers who never "
        "complained are no fair comparison, for the silent sufferers are among them.",
        "Hasil: Ringan, pemulihan penuh: paradoks (8,00 [4,00; 12,00], p = 0,008, n = 40); Kecewa "
        "tetapi diam: di bawah (−20,00 [−30,90; −9,10], p = 0,025, n = 30). Pelanggan yang "
        "tidak pernah mengeluh bukan pembanding yang adil, sebab di antaranya ada yang kecewa "
        "tetapi diam.",
    ),
    "found_and_tested": (
        table(["found", "tested"], "half", group="loyal", estimate=[7.17, 3.1], low=[1.1, -1.2],
              high=[13.2, 7.4], p=[0.031, 0.152], n=4),
        Facts(),
        "The group “loyal” stood out by 7.17 [1.10, 13.20] where it was found, and by 3.10, 95% "
        "CI [−1.20, 7.40], p = .152, where it was tested.",
        "Kelompok “loyal” menonjol sebesar 7,17 [1,10; 13,20] di paruh tempat ia ditemukan, dan "
        "sebesar 3,10, IK 95% [−1,20; 7,40], p = 0,152, di paruh tempat ia diuji.",
    ),
    "step_effects": (
        table(["listen", "full_minor"], "step", estimate=[3.83, 6.0], low=[2.39, 1.0],
              high=[5.28, 11.0], p=[0.0002, 0.0204], taken=[0.5, 0.1], n=820),
        Facts(labels={"listen": "Listened"}),
        "Points of satisfaction: Listened (3.83 [2.39, 5.28], p < .001); full recovery of a minor "
        "failure, on top (6.00 [1.00, 11.00], p = .020); n = 820.",
        "Poin kepuasan: Listened (3,83 [2,39; 5,28], p < 0,001); pemulihan penuh atas kegagalan "
        "ringan, sebagai tambahan (6,00 [1,00; 11,00], p = 0,020); n = 820.",
    ),
    "time_to_resolution": (
        table([0, 1, 2], None, group=["all", "all", "Web"], day=[0.0, 30.0, 12.0], closed=[0, 5, 2],
              estimate=[1.0, 0.25, 0.6], low=[1.0, 0.1, 0.4], high=[1.0, 0.4, 0.8], n=[40, 40, 9],
              median=[4.5, 4.5, NAN]),
        Facts(),
        "Results: all complaints (n = 40): half were closed by day 4.5; 25.0% [10.0, 40.0] still "
        "open after 30 days; Web (n = 9): fewer than half were closed; 60.0% [40.0, 80.0] still "
        "open after 12 days.",
        "Hasil: semua keluhan (n = 40): separuhnya selesai pada hari ke-4,5; 25,0% [10,0; 40,0] "
        "masih terbuka sesudah 30 hari; Web (n = 9): kurang dari separuh selesai; 60,0% [40,0; "
        "80,0] masih terbuka sesudah 12 hari.",
    ),
    "median_time": (
        table(["all"], "group", estimate=4.0, low=2.0, high=NAN, n=4, closed=3),
        Facts(),
        "Results: all complaints (4.0 [2.0, –] days, n = 4).",
        "Hasil: semua keluhan (4,0 [2,0; –] hari, n = 4).",
    ),
    "log_rank": (
        score("log_rank", chi2=7.344, df=1, p=0.0067, n=8),
        Facts(),
        "Log-rank χ²(1, n = 8) = 7.34, p = .007.",
        "Log-rank χ²(1; n = 8) = 7,34, p = 0,007.",
    ),
    "control_chart": (
        table(["Jan", "Feb"], "period", estimate=[0.05, 0.18], centre=0.06, low=0.0, high=0.131,
              n=100, out=["", "above"], run=False),
        Facts(),
        "2 periods, centre 6.0%. Above the limits: Feb.",
        "2 periode, garis tengah 6,0%. Di atas batas: Feb.",
    ),
}  # fmt: skip
CASES["importance_performance_stated"] = (
    CASES["importance_performance"][0].assign(importance=[4.5, 3.8]),
    *CASES["importance_performance"][1:],
)


def result(name):
    answer, facts, *_said = CASES[name]
    return TEXTS[name](as_table(answer), facts).result


@pytest.mark.parametrize("name", CASES)
def test_the_result_is_said_in_english(name):
    assert result(name) == CASES[name][2]


@pytest.mark.parametrize("name", CASES)
def test_the_result_is_said_in_indonesian(name):
    use_language("id")
    assert result(name) == CASES[name][3]


def test_every_analysis_has_a_case():
    assert {*CASES, "scores"} == {*TEXTS}


@pytest.mark.parametrize("name", CASES)
def test_every_paragraph_is_whole_and_cites_works_that_exist(name):
    answer, facts, *_said = CASES[name]
    works = works_cited(name, answer, facts=facts)
    assert {*works} <= {*WORKS}
    for lang in ("en", "id"):
        use_language(lang)
        text = methods_text(name, answer, facts=facts)
        assert not re.search(r"[{}]|\b(nan|None|inf)\b|  |\.\.", text)
        assert text[0].isupper() and text.endswith(".")
        assert all(cite(key).strip("()") in text for key in works), text


# What was done ------------------------------------------------------------------------------------


def method(name, facts=None, **changed):
    answer = as_table(CASES[name][0])
    made = answer.assign(**changed)
    made.attrs = answer.attrs
    return TEXTS[name](made, facts or CASES[name][1]).method


def test_the_method_follows_the_table():
    assert "asymptotically distribution-free intervals (Maydeu" in method("alpha")
    assert "with Feldt's intervals (Feldt et al., 1987)." in method("alpha", n=99)
    assert "paired t test" in method("compare_groups", Facts(options={"paired": True}))
    assert "Weighted means" in method("compare_groups", n_effective=11.5)
    assert "weighted least squares" in method("regression", n_effective=2230.0)
    assert "cross-hairs at the medians" in method("importance_performance")
    assert "what respondents said" in method("importance_performance_stated")
    assert "varimax (Kaiser, 1958; Lawley and Maxwell, 1971)" in method("efa")
    assert "normal mixture" in method("profiles", method="gmm")


def test_the_method_follows_the_options():
    def options(name, **options):
        return method(name, Facts(options=options))

    assert "distribution-free" in options("alpha", interval="adf")
    assert "Feldt" in options("alpha", interval="feldt")
    assert "with the Wald interval." in options("nps", interval="wald")
    assert "one of the 1 highest answers" in options("csat", top=1)
    assert "varimax" not in options("efa", rotation="none")
    assert "take answers for normal" in options("cfa", interval="normal")
    assert "with HC1 standard errors" in options("regression", robust="HC1")
    assert "standard errors by cluster" in options("regression", cluster="shop")
    assert "By least squares, the outcome" in options("regression", robust="none")
    assert "adjusted for age, region by" in options("adjusted_difference", adjust=["age", "region"])


def test_johnsons_weights_and_probit_are_named():
    answer = CASES["importance"][0].copy()
    answer.attrs["method"] = "johnson"
    assert "Johnson's relative weights (Johnson, 2000)" in TEXTS["importance"](answer, Facts())[0]
    answer = CASES["ordered_logit"][0].copy()
    answer.attrs["link"] = "probit"
    said = TEXTS["ordered_logit"](answer, Facts())
    assert "cumulative probit" in said.method and "wait (b = −0.70 [−1.20, −0.20]" in said.result


def test_holm_is_named_where_there_are_several_pairs():
    one = CASES["compare_groups"][0]
    text = methods_text("compare_groups", pd.concat([one, one]))
    assert "p was adjusted for 2 pairs by Holm's rule (Holm, 1979)." in text
    assert "p = .012, after Holm p = .012, g" in text
    assert "Holm" not in methods_text("compare_groups", one)


def test_no_adjustment_is_not_called_holms():
    answer = CASES["journey"][0].copy()
    answer.attrs = {**answer.attrs, "adjust": "none"}
    assert "Holm" not in methods_text("journey", answer)
    assert works_cited("journey", answer) == ()


def test_a_quiet_chart_a_clear_rank_and_a_plain_importance_say_so():
    chart = CASES["control_chart"][0].assign(out="")
    assert methods_text("control_chart", chart).endswith("No period asks for a cause.")
    causes = CASES["causes"][0].assign(rank_high=2, rank_low=1)
    text = methods_text("causes", causes)
    assert text.endswith("The order of Late and Rude is not certain.")
    quiet = CASES["importance"][0].assign(noise=NAN)
    quiet.attrs = CASES["importance"][0].attrs
    assert "noise" not in methods_text("importance", quiet)
    sure = CASES["importance"][0].assign(noise=0.0005)
    sure.attrs = CASES["importance"][0].attrs
    assert methods_text("importance", sure).endswith("All are above the noise floor (0.1%).")


# What bounds the result ---------------------------------------------------------------------------

SCORE = CASES["nps"][0]


def test_facts_are_told_around_the_result():
    facts = Facts(
        n=2400, excluded=[(12, "unfinished"), (3, "test rows")], sampling="convenience",
        planned=False,
    )  # fmt: skip
    text = methods_text("nps", SCORE, facts=facts)
    assert text.startswith("Exploratory analysis, not among the hypotheses of the plan. The Net")
    assert text.endswith(
        "n = 2,366. Left out before the analysis: 12 (unfinished), 3 (test rows). Of 2,400 in the "
        "file, 2,366 had the answers that this needs. The sample is one of convenience: the "
        "intervals hold sampling error only, not who was never asked."
    )
    use_language("id")
    text = methods_text("nps", SCORE, facts=facts)
    assert text.startswith("Analisis eksploratori, tidak termasuk hipotesis dalam rencana. Net")
    assert "Dari 2.400 dalam berkas, 2.366 memiliki jawaban yang diperlukan." in text
    assert "interval hanya memuat galat penarikan sampel" in text


def test_a_planned_analysis_of_a_probability_sample_needs_no_caveat():
    text = methods_text("nps", SCORE, facts=Facts(n=2366, sampling="probability", planned=True))
    assert text == methods_text("nps", SCORE)
    assert "xploratory" not in text and "convenience" not in text and "file" not in text


def test_n_of_the_file_is_not_held_against_other_units():
    assert "in the file" not in methods_text("kano", CASES["kano"][0], facts=Facts(n=2400))


def test_rows_left_out_by_the_analysis_are_counted():
    answer = CASES["adjusted_difference"][0].copy()
    answer.attrs = {**answer.attrs, "missing": 1}
    assert "1 row with missing values was left out." in methods_text("adjusted_difference", answer)
    answer.attrs["missing"] = 118
    text = methods_text("adjusted_difference", answer, facts=Facts(n=1118))
    assert "118 rows with missing values were left out." in text and "in the file" not in text


def test_weights_are_named_where_they_are_used():
    weights = "the effective n is Kish's (Kish, 1965)."
    csat = CASES["csat"][0]
    assert weights in methods_text("csat", csat)
    assert works_cited("csat", csat) == ("wilson1927", "kish1965")
    assert weights not in methods_text("nps", SCORE)
    for name in ("balance", "adjusted_difference"):  # weights of another kind
        assert weights not in methods_text(name, CASES[name][0])


def test_a_long_list_is_cut_and_says_so():
    many = pd.concat([CASES["tki"][0]] * 20)
    assert methods_text("tki", many).count("price (75.00") == 11
    assert "; 9 more in the table; n = 40." in methods_text("tki", many)


def test_what_respondents_wrote_is_no_template():
    names = {"a": "{x} %s $y$\n<b>", "b": "{0}"}
    text = methods_text("vif", CASES["vif"][0], facts=Facts(labels=names))
    assert "the largest that of {0};" in text
    labelled = CASES["importance"][0].assign(label=["{outcome}", "{x} %s $y$\n<b>"])
    labelled.attrs = CASES["importance"][0].attrs
    text = methods_text("importance", labelled, facts=Facts(outcome="{n}"))
    assert "variance of {n}," in text and "{x} %s $y$ <b> (38.5%" in text


# Wrong input --------------------------------------------------------------------------------------


def test_an_unknown_analysis_is_named_with_the_nearest_one():
    wrong = "methods_text: there is no analysis 'npps'. Did you mean 'nps'?"
    with pytest.raises(InputError, match=re.escape(wrong)):
        methods_text("npps", SCORE)


def test_every_missing_column_is_named():
    wrong = "methods_text: the table of vif has no vif. Give the table as its function made it."
    with pytest.raises(InputError, match=re.escape(wrong)) as caught:
        methods_text("vif", pd.DataFrame({"a": [1]}))
    assert len(caught.value.problems) == 2
    plain = pd.DataFrame({"vif": [1.0], "n": 3})
    with pytest.raises(InputError, match=r"has no row\."):
        methods_text("vif", plain.head(0))
    lost = CASES["regression"][0].copy()
    lost.attrs = {}
    with pytest.raises(InputError, match=r"regression has no attrs\['r2'\]"):
        methods_text("regression", lost)


# The sample study ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sample_study_is_told_in_both_languages():
    from custsat_edu.report.drivers import driver_tables
    from custsat_edu.report.journey import journey_tables
    from custsat_edu.report.scores import score_table
    from custsat_edu.study.study import load_study

    study = load_study("serambi")
    drivers, journey = driver_tables(study)[0], journey_tables(study)[0]
    tables = {"scores": score_table(study)[0], **drivers, **journey}
    assert {*tables} <= {*TEXTS}
    told = {name: methods_text(name, made) for name, made in tables.items()}
    nps = tables["scores"].query("unit == 'points' and weighted").iloc[0]
    assert (
        f"The NPS, in points, was {nps['estimate']:.1f}, 95% CI [{nps['low']:.1f},"
        in (told["scores"])
    )
    assert "Scores without an effective n are not weighted." in told["scores"]
    r2 = tables["importance"].attrs["r2"]
    assert f"Together the drivers explain {100 * r2:.1f}% of the variance" in told["importance"]
    pains = journey["journey"].query("flag == 'pain' and level == 'touchpoint'")["touchpoint"]
    assert all(f"{name} (−0." in told["journey"] for name in pains)
    use_language("id")
    for name, made in tables.items():
        text = methods_text(name, made)
        assert text != told[name], name
        assert not re.search(r"\d\.\d\d\b(?!\d)", text), text  # a decimal point
        assert not re.search(r"[{}]|\b(nan|None)\b", text), name
