"""The checks of the exercises: a module an exercise, called by its tests as `exNN.NAME(env)`.

Each works the answer out again from the learner's own data, so it also fits personal data and
another survey. It returns nothing when the answer is right and raises `Feedback` when it is not.
"""
