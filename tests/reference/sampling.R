# Raking, careless answers and instruments: the reference numbers of tests/test_sampling.py,
# tests/test_careless.py and tests/test_instruments.py.
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
# Careless answers: the longest run of one answer, and the correlation over pairs of items
answers <- sapply(1:12, function(k) (i * k + i %/% (k + 2)) %% 5 + 1)
answers[i %% 40 == 0, ] <- 4
answers[cbind(i[i %% 9 == 0], i[i %% 9 == 0] %% 12 + 1)] <- NA
within <- function(x) {
  a <- x[1:6]; b <- x[7:12]; b[6] <- 6 - b[6]   # the last pair is worded the other way round
  suppressWarnings(cor(a, b, use = "complete.obs"))
}
careless <- list(
  longest_run = apply(answers, 1, function(x) max(rle(x[!is.na(x)])$lengths)),
  consistency = apply(answers, 1, within), missing = sum(is.na(answers)),
  sum = sum(answers, na.rm = TRUE))

# Instruments: t for means, Wilson for shares, with and without weights
stars <- answers[, 3]; stars <- stars[!is.na(stars)]
ones <- as.numeric(stars >= 4)
design <- svydesign(ids = ~1, weights = ~base, data = cbind(rows, y = i %% 7 * 10))
weighted <- svymean(~y, design)
instruments <- list(
  mean = c(mean(stars), t.test(stars)$conf.int, length(stars)),
  share = c(mean(ones), prop.test(sum(ones), length(ones), correct = FALSE)$conf.int, length(ones)),
  weighted = c(coef(weighted), confint(weighted, df = degf(design))))

result <- list(
  plain = raked(rep(1, 200)), base = raked(rows$base),
  careless = careless, instruments = instruments,
  counts = list(region = as.vector(table(rows$region)), age = as.list(table(rows$age)),
                gender = as.vector(table(rows$gender)), base = sum(rows$base)),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey"))))
cat(toJSON(result, auto_unbox = TRUE, digits = NA), "\n")
