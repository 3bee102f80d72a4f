# Invariance: the reference numbers of tests/test_factors.py, on lavaan's own data, which the
# Python package semopy has too. Run: Rscript invariance.R > invariance.json
suppressMessages({library(lavaan); library(jsonlite)})

model <- "visual =~ x1 + x2 + x3
textual =~ x4 + x5 + x6
speed =~ x7 + x8 + x9"
data <- HolzingerSwineford1939
data$four <- paste(data$school, data$sex)
steps <- list(configural = NULL, metric = "loadings", scalar = c("loadings", "intercepts"))
invariance <- function(group) {
  fits <- lapply(steps, function(equal) {
    cfa(model, data, group = group, group.equal = if (is.null(equal)) "" else equal,
        meanstructure = TRUE)
  })
  rows <- lapply(fits, function(fit) {
    as.list(fitMeasures(fit, c("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr")))
  })
  test <- do.call(lavTestLRT, unname(fits))
  c(rows, list(lrt = test[["Chisq diff"]][2:3], lrt_df = test[["Df diff"]][2:3],
               lrt_p = test[["Pr(>Chisq)"]][2:3], n = nrow(data)))
}
result <- list(
  school = invariance("school"), four = invariance("four"),
  versions = list(R = R.version.string, lavaan = as.character(packageVersion("lavaan"))))
cat(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "\n")
