# Writes segments.json: Rscript tests/reference/segments.R, from the project's folder.
# Data: R's own iris, faithful, and counts written out below. Results only are kept.
suppressMessages({
  library(mclust)
  library(effectsize)
  library(jsonlite)
})
set.seed(1)
measures <- iris[, 1:4]

# k-means on standardised columns; 100 starts find the best there is.
found <- kmeans(scale(measures), 3, iter.max = 1000, nstart = 100)
by_size <- order(-found$size)
means <- aggregate(measures, list(found$cluster), mean)[by_size, -1]

# The mixture with independent columns (VVI), run until it stands still.
steady <- emControl(tol = c(1e-14, 1e-14), itmax = c(100000, 100000))
bic <- function(x, ks) {
  fit <- mclustBIC(scale(x), G = ks, modelNames = "VVI", control = steady)
  -as.numeric(fit)
}
mixture <- Mclust(scale(faithful), G = 2, modelNames = "VVI", control = steady, verbose = FALSE)
largest <- order(-mixture$parameters$pro)

# Welch, Benjamini and Hochberg, and shares of variance, of iris by species.
limits <- function(f, df1, df2, n) {
  c <- sapply(c(.975, .025), function(level) {
    above <- function(c) pf(f, df1, df2, c) - level
    if (above(0) <= 0) 0 else uniroot(above, c(0, 2 * df1 * f + 100), tol = 1e-11)$root
  })
  c / (c + n)
}
tests <- lapply(measures, function(y) {
  welch <- oneway.test(y ~ iris$Species)
  fit <- aov(y ~ iris$Species)
  f <- summary(fit)[[1]][1, "F value"]
  list(
    welch_f = unname(welch$statistic), df2 = unname(welch$parameter[2]), p = welch$p.value,
    eta2 = eta_squared(fit)$Eta2, omega2 = omega_squared(fit)$Omega2, limits = limits(f, 2, 147, 150)
  )
})

# Lift of one segment: 24 of 60 in it, 4 of 40 among the others; and 0 of 60.
wilson <- function(x, n) as.numeric(prop.test(x, n, correct = FALSE)$conf.int)
lift <- function(x1, n1, x0, n0) {
  p1 <- x1 / n1; p0 <- x0 / n0; a <- wilson(x1, n1); b <- wilson(x0, n0); q <- n1 / (n1 + n0)
  low <- (p1 * p0 - sqrt((p1 * p0)^2 - a[1] * b[2] * (2 * p1 - a[1]) * (2 * p0 - b[2]))) /
    (b[2] * (2 * p0 - b[2]))
  high <- (p1 * p0 + sqrt((p1 * p0)^2 - a[2] * b[1] * (2 * p1 - a[2]) * (2 * p0 - b[1]))) /
    (b[1] * (2 * p0 - b[1]))
  r <- c(low, high)
  list(share = a, lift = r / (q * r + 1 - q))
}

result <- list(
  versions = list(
    R = as.character(getRversion()), mclust = as.character(packageVersion("mclust")),
    effectsize = as.character(packageVersion("effectsize"))
  ),
  kmeans = list(
    inertia = found$tot.withinss, n = found$size[by_size], means = as.matrix(means),
    rand = adjustedRandIndex(found$cluster, iris$Species)
  ),
  bic = list(iris = bic(measures, 1:2), faithful = bic(faithful, 1:3)),
  mixture = list(
    share = mixture$parameters$pro[largest],
    mean = t(mixture$parameters$mean)[largest, ] * rep(sapply(faithful, sd), each = 2) +
      rep(colMeans(faithful), each = 2),
    probability = mixture$z[1:5, largest]
  ),
  tests = tests,
  p_bh = p.adjust(sapply(tests, function(t) t$p), "BH"),
  lift = list(some = lift(24, 60, 4, 40), none = lift(0, 60, 4, 40))
)
writeLines(toJSON(result, digits = 12, auto_unbox = TRUE, pretty = TRUE), "tests/reference/segments.json")
