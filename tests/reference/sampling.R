# Raking: the reference numbers of tests/test_sampling.py.
# Rows are made by formula, so that Python makes the same. Run: Rscript sampling.R > sampling.json
suppressMessages({library(survey); library(jsonlite)})

i <- 1:200
rows <- data.frame(
  region = (i * i + i %/% 7) %% 4 + 1,
  age = ifelse((i * 37) %% 11 < 5, "young", ifelse((i * 37) %% 11 < 9, "middle", "old")),
  gender = (i * 3 + i %/% 11) %% 2 + 1,
  base = 0.5 + (i * 11) %% 13 / 6)
margins <- list(
  data.frame(region = 1:4, Freq = c(4000, 3000, 2000, 1000)),
  data.frame(age = c("young", "middle", "old"), Freq = c(3500, 4500, 2000)),
  data.frame(gender = 1:2, Freq = c(4800, 5200)))
raked <- function(weights) {
  design <- svydesign(ids = ~1, weights = weights, data = rows)
  w <- weights(rake(design, list(~region, ~age, ~gender), margins,
                    control = list(maxit = 1000, epsilon = 1e-13)))
  w <- unname(w / mean(w))
  list(weights = w, design_effect = mean(w^2) / mean(w)^2, n_effective = sum(w)^2 / sum(w^2))
}
result <- list(
  plain = raked(rep(1, 200)), base = raked(rows$base),
  counts = list(region = as.vector(table(rows$region)), age = as.list(table(rows$age)),
                gender = as.vector(table(rows$gender)), base = sum(rows$base)),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey"))))
cat(toJSON(result, auto_unbox = TRUE, digits = NA), "\n")
