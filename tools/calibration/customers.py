"""The truths of customers: who they are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from calibration.methods import Estimate, wilson
from calibration.registry import NAIVE, RIGHT, Finding, Tables, truth
from custsat_edu.world.people import SHARES, TYPE_LOGIT

COLUMNS = [f"share_{name}" for name in SHARES]


@truth(
    "type_shares",
    tables=["customers"],
    estimand="share of each of the five types",
    right="mixture of five normal classes on the logits of the eight behaviour shares; error from "
    "the scores of all parameters; classes named by the nearest planted profile",
    naive="k-means with five clusters on the raw shares",
    screen=False,
)
def type_shares(tables: Tables) -> Iterator[Finding]:
    """Compare a mixture on logits with clusters of raw shares."""
    shares = tables["customers"][COLUMNS].to_numpy()
    logits = np.log(shares / (1 - shares))
    start = KMeans(5, n_init=10, random_state=0).fit(logits).cluster_centers_
    mixture = GaussianMixture(  # sklearn's own tolerance stops so early that it biases the shares
        5, covariance_type="diag", means_init=start, random_state=0, tol=1e-5, max_iter=500
    ).fit(logits)
    se = _share_errors(mixture, logits)
    clusters = KMeans(5, n_init=10, random_state=0).fit(shares)
    counts = np.bincount(clusters.labels_, minlength=5)
    nearest = _nearest(mixture.means_, TYPE_LOGIT)
    nearest_cluster = _nearest(clusters.cluster_centers_, 1 / (1 + np.exp(-TYPE_LOGIT)))
    for kind in range(5):
        k, cluster = nearest[kind], nearest_cluster[kind]
        right = Estimate(mixture.weights_[k], se[k])
        yield Finding(str(kind + 1), RIGHT, right.interval(), null=None)
        naive = wilson(int(counts[cluster]), len(shares))
        yield Finding(str(kind + 1), NAIVE, naive, null=None)


def _nearest(found: np.ndarray, planted: np.ndarray) -> np.ndarray:
    """Return for each planted profile the nearest class that was found."""
    return ((planted[:, None] - found[None]) ** 2).sum(axis=2).argmin(axis=1)


def _share_errors(mixture: GaussianMixture, x: np.ndarray) -> np.ndarray:
    """Return the standard errors of a mixture's shares, all parameters being estimated."""
    belongs, variance = mixture.predict_proba(x), mixture.covariances_
    z = x[:, None] - mixture.means_
    ratio = belongs / mixture.weights_
    scores = [
        ratio[:, :-1] - ratio[:, -1:],
        (belongs[:, :, None] * z / variance).reshape(len(x), -1),
        (belongs[:, :, None] * (z**2 / variance - 1) / variance).reshape(len(x), -1) / 2,
    ]
    score = np.column_stack(scores)
    free = np.linalg.inv(score.T @ score)[:4, :4]
    return np.sqrt(np.append(np.diag(free), free.sum()))
