"""What has to be said of a truth beside its numbers; every coverage outside its limits is here."""

NOTES: dict[str, str] = {
    "careless": "straight-liner, speeder and duplicate are planted in fixed numbers, so nothing "
    "varies but a careful row taken for a careless one; the right interval holds the value in "
    "(nearly) every world, above .97 by construction.",
    "alpha": "Feldt's interval, which holds for normal answers, covers as well as the "
    "distribution-free one: these items are not skewed enough. What ruins alpha here is the "
    "careless rows.",
    "mean_satisfaction": "raking by age band leaves some of the age effect inside the bands: "
    "a bias of about -.06, a fifth of the standard error. Without weights it is seven times that.",
    "nps_by_channel": "the weights balance age and channel, not age within each channel: about .3 "
    "of bias in the difference, a tenth of its standard error.",
    "driver_slopes": "the weakest slope is planted close to zero (0.3 below expectation of "
    "delight, 0.6 for the must-be above and customisation below): 2,400 answers rarely tell it "
    "from zero, and nobody should read its absence as a finding.",
    "driver_importance": "the ten shares cover about .94, what percentile limits of 200 resamples "
    "give. Ambience, which moves nothing, has a larger share than four drivers that do: it goes "
    "together with service. The shares are not what a better driver would give: see `driver_gain`.",
    "channel_effect": "the raw difference is positive in nearly every world and significantly so: "
    "the wrong sign. Adjusting for the mediators takes the effect away.",
    "training_effect": "stores are chosen on their permanent level, which nobody sees: choosing on "
    "observed scores would add regression to the mean.",
    "bot_difference": "both methods use the same interval; what differs is the question. 'Not "
    "significant' is no proof of sameness; the test of equivalence is.",
    "drop_off": "a journey that lasts longer has more chances of a bad moment, so the naive odds "
    "ratio lies below 1: the wrong side.",
    "recovery": "against all who never complained, silent sufferers among them, even a partial "
    "recovery of a minor failure looks like a paradox: the wrong side. "
    "moderate_part covers .917, just short of .92: its value comes from twenty sets of 24 stores "
    "with an error of about .1 points, and complaints of one store share its level, which Welch "
    "does not know; together a bias of a seventh of a standard error.",
    "step_effects": "single steps are worth a point or so and 1,500 complaints rarely show that; "
    "only solving the problem (step4) is found in most worlds. Together the steps are plain: see "
    "`recovery`. One step at a time does hardly worse, for the steps are taken almost "
    "independently of one another.",
    "false_pains": "found by the package's own functions, since it is their flags that are judged: "
    "events are moved so that the true mean of each of the 17 touchpoints is 0, the neutral point. "
    "Without Holm 17 intervals of 95 % should give .43 false pains a map, and one or more on 35 "
    "maps of 100; with Holm one or more on at most 5 of 100. Events are the same in both "
    "scenarios.",
    "recovery_verdict": "found by the package's own functions, since it is their verdicts that are "
    "judged, at a margin of 3 points and some 1,560 complaints. others: six rows, silent sufferers "
    "among them; the false paradox of the naive interval is minor_part. Complaints are the same in "
    "both scenarios.",
    "ces": "ces hardly depends on age, so weights have little to do.",
    "instrument_means": "cards come near the mean of all customers by accident: both ends speak, "
    "and cancel. No interval shows that.",
    "type_shares": "k-means draws the shares towards one another; sklearn's mixture needs a "
    "tolerance of 1e-5, its own (1e-3) stops early and covers .90 for type 1.",
    "conversion_difference": "who stops at the first significant day overstates the difference, "
    "and would find one where there is none.",
}
NOT_CALIBRATED: dict[str, str] = {
    "instrument_reach": "satisfaction of those who spoke before they were asked is in the truth "
    "files only",
    "response_tilt": "who did not speak is seen, what they would have said is in the truth files "
    "only",
    "comment_languages": "planted in fixed shares; text is judged by how it is classified",
    "comment_sentiment": "the labels are the truth; text is judged by how it is classified",
    "comment_drivers": "the labels are the truth; text is judged by how it is classified",
}
