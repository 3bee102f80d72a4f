# Difference or effect: the reference numbers of tests/test_adjust.py.
# Rows are made by formula, so that Python makes the same. Run: Rscript adjust.R > adjust.json
suppressMessages({library(survey); library(jsonlite)})

i <- 1:300
age <- 20 + (i * 37) %% 41 + (i %% 7) / 7
region <- factor((i * i + i %/% 5) %% 3 + 1)
chance <- plogis((age - 40) / 15 - (region == 2) * 0.7)
g <- as.numeric(((i * 73) %% 97 + 0.5) / 97 < chance)
y <- 60 - 0.4 * age + 4 * (region == 3) + 3 * g + 0.02 * g * (age - 40)^2 +
  8 * sin(i * 1.7) * (1 + 0.5 * g)
w <- 0.5 + (i * 11) %% 13 / 6
n <- length(i)
x <- cbind(1, age, region == 2, region == 3)

hc3 <- function(fit) {
  m <- model.matrix(fit)
  bread <- solve(crossprod(m))
  e <- residuals(fit) / (1 - hatvalues(fit))
  sqrt(diag(bread %*% crossprod(m * e) %*% bread))
}

# The sandwich of estimating equations, with derivatives by differences.
sandwich <- function(psi, theta, meat = psi(theta)) {
  slope <- sapply(seq_along(theta), function(j) {
    h <- 1e-5 * max(1, abs(theta[j]))
    up <- down <- theta
    up[j] <- up[j] + h
    down[j] <- down[j] - h
    (colSums(psi(up)) - colSums(psi(down))) / (2 * h)
  })
  bread <- solve(slope)
  sqrt(diag(bread %*% crossprod(meat) %*% t(bread)))
}

weighting <- function(w) {
  fit <- suppressWarnings(glm(g ~ age + region, binomial, weights = w,
                              control = list(epsilon = 1e-14, maxit = 100)))
  e <- fitted(fit)
  mean1 <- weighted.mean(y[g == 1], (w / e)[g == 1])
  mean0 <- weighted.mean(y[g == 0], (w / (1 - e))[g == 0])
  psi <- function(t) {
    p <- plogis(drop(x %*% t[1:4]))
    cbind(w * (g - p) * x, w * g / p * (y - t[6] - t[5]),
          w * (1 - g) / (1 - p) * (y - t[6]))
  }
  se <- sandwich(psi, c(coef(fit), mean1 - mean0, mean0))[5]
  total <- w * ifelse(g == 1, 1 / e, 1 / (1 - e))
  balance <- lapply(c(age = 2, r2 = 3, r3 = 4), function(j) {
    z <- x[, j]
    stats <- lapply(0:1, function(k) {
      m <- weighted.mean(z[g == k], w[g == k])
      list(m = m, v = weighted.mean((z[g == k] - m)^2, w[g == k]),
           after = weighted.mean(z[g == k], total[g == k]))
    })
    s <- sqrt((stats[[1]]$v + stats[[2]]$v) / 2)
    list(mean_first = stats[[1]]$m, mean_second = stats[[2]]$m,
         mean_first_weighted = stats[[1]]$after, mean_second_weighted = stats[[2]]$after,
         smd_raw = (stats[[2]]$m - stats[[1]]$m) / s,
         smd_weighted = (stats[[2]]$after - stats[[1]]$after) / s)
  })
  list(estimate = mean1 - mean0, se_sandwich = unname(se), df = n - 4,
       n_effective = sum(total)^2 / sum(total^2), balance = balance,
       propensity = unname(e[1:6]))
}

standardisation <- function(w, leverage) {
  fits <- lapply(0:1, function(k) lm(y ~ age + region, weights = w, subset = g == k))
  b <- sapply(fits, coef)
  estimate <- weighted.mean(drop(x %*% (b[, 2] - b[, 1])), w)
  psi <- function(t) cbind(
    w * g * (y - drop(x %*% t[5:8])) * x, w * (1 - g) * (y - drop(x %*% t[1:4])) * x,
    w * (drop(x %*% (t[5:8] - t[1:4])) - t[9]))
  theta <- c(b[, 1], b[, 2], estimate)
  meat <- psi(theta)
  if (leverage) {
    h <- numeric(n)
    h[g == 0] <- hatvalues(fits[[1]])
    h[g == 1] <- hatvalues(fits[[2]])
    meat[, 1:8] <- meat[, 1:8] / (1 - h)
  }
  list(estimate = estimate, se = sandwich(psi, theta, meat)[9], df = n - 8)
}

raw <- lm(y ~ g)
adjusted <- lm(y ~ g + age + region)
design <- svydesign(ids = ~1, weights = ~w, data = data.frame(y, g, age, region, w))
row <- function(fit, error, df) list(estimate = unname(coef(fit)["g"]), se = unname(error), df = df)
svy <- function(formula) {
  fit <- svyglm(formula, design)
  row(fit, SE(fit)["g"], n - length(coef(fit)))
}
result <- list(
  plain = list(
    raw = row(raw, hc3(raw)["g"], n - 2),
    regression = row(adjusted, hc3(adjusted)["g"], n - 5),
    standardisation = standardisation(rep(1, n), TRUE),
    weighting = weighting(rep(1, n)), sd = sd(y)),
  weighted = list(
    raw = svy(y ~ g), regression = svy(y ~ g + age + region),
    standardisation = standardisation(w, FALSE), weighting = weighting(w)),
  sums = list(age = sum(age), g = sum(g), y = sum(y), w = sum(w), region = as.vector(table(region))),
  versions = list(R = R.version.string, survey = as.character(packageVersion("survey"))))
cat(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "\n")
