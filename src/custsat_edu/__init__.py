"""custsat_edu: the helper package behind the workbook on customer satisfaction.

Every public name is `custsat_edu.<name>` and loads on first use (PEP 562): the import is cheap.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "errors": ("CustsatError", "InputError", "StudyError"),
    "i18n": ("use_language", "number"),
    "study.study": ("Study", "load_study"),
    "study.drafting.draft": ("Draft", "draft_codebook"),
    "stats.scores": (
        "answer_counts",
        "bootstrap",
        "by_group",
        "ces",
        "csat",
        "ikm",
        "ikm_classes",
        "mean_score",
        "nps",
        "nps_difference",
        "sample_size_nps",
        "smallest_detectable_difference",
    ),
    "stats.drivers": ("importance", "regression", "vif"),
    "stats.ordered": ("ordered_logit", "proportional_odds"),
    "stats.asymmetry": ("driver_classes", "kano", "penalty_reward", "piecewise"),
    "stats.priorities": ("csi", "importance_performance", "tki"),
    "stats.causes": ("pareto", "rao_scott"),
    "stats.compare": (
        "compare_groups",
        "compare_several",
        "compare_shares",
        "equivalence",
        "permutation_test",
        "which_test",
    ),
    "stats.adjust": ("adjusted_difference", "balance", "propensity"),
    "stats.segments": (
        "assign_types",
        "choose_k",
        "cluster_profiles",
        "lift",
        "profile_tests",
        "rfm",
    ),
    "stats.journey": ("drop_off", "flag_touchpoints", "summarise_journey", "transitions"),
    "stats.journey_models": (
        "JourneyModel",
        "drop_off_odds",
        "journey_model",
        "peak_end",
        "what_if",
    ),
    "stats.recovery": (
        "control_chart",
        "found_and_tested",
        "log_rank",
        "median_time",
        "recovery_groups",
        "recovery_paradox",
        "step_effects",
        "time_to_resolution",
    ),
    "stats.attention": ("careless",),
    "stats.instruments": ("compare_instruments",),
    "stats.sampling": ("design_effect", "kish_effective_n", "raking"),
    "stats.factors": ("cfa", "efa", "factor_correlations", "factor_quality", "invariance"),
    "stats.reliability": ("cronbach_alpha", "item_rest", "mcdonald_omega"),
    "world": ("World", "generate", "million", "parallel"),
    "world.truth": ("Truth", "reveal"),
    "show.charts": (
        "describe_intervals",
        "describe_likert",
        "plot_intervals",
        "plot_likert",
    ),
    "show.drivers": (
        "describe_importance",
        "describe_pareto",
        "describe_penalty_reward",
        "plot_importance",
        "plot_pareto",
        "plot_penalty_reward",
    ),
    "show.distribution": ("describe_distribution", "plot_distribution"),
    "show.flow": ("describe_flow", "plot_flow"),
    "show.journey_map": ("Story", "describe_journey", "journey_table", "plot_journey_map"),
    "show.recovery": (
        "describe_control_chart",
        "describe_recovery",
        "describe_survival",
        "plot_control_chart",
        "plot_recovery",
        "plot_survival",
    ),
    "show.segments": (
        "describe_profiles",
        "describe_stability",
        "plot_profiles",
        "plot_stability",
    ),
    "show.groups": (
        "describe_balance",
        "describe_dag",
        "describe_differences",
        "describe_overlap",
        "describe_tests",
        "plot_balance",
        "plot_dag",
        "plot_differences",
        "plot_overlap",
    ),
    "show.instruments": ("describe_instruments", "plot_instruments"),
    "show.layout": ("layout_problems",),
    "show.paper.methods": ("methods_text",),
    "show.problems": ("describe_problems", "plot_problems"),
    "show.tables": ("present",),
    "show.maps": (
        "describe_importance_performance",
        "describe_kano",
        "plot_importance_performance",
        "plot_kano",
    ),
    "report.scores": ("score_table",),
    "report.whole": ("write_report",),
    "teach.explorer": ("explore",),
    "teach.form": ("codebook_form",),
    "teach.expect": ("Feedback",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'custsat_edu' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"custsat_edu.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])


def load_ipython_extension(shell: Any) -> None:
    """Run by `%load_ext custsat_edu`: %%needs, errors and check results in plain sentences."""
    from custsat_edu.teach.extension import register

    register(shell)
