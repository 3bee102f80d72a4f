# Reference numbers for tests/test_recovery.py: run `Rscript tests/reference/recovery.R` in the
# repository's root. All rows are made by formula, so that Python can rebuild them.
suppressMessages({library(survival); library(jsonlite)})

# Times: days watched, closed (1) or still open (0), three groups; group 3 never comes to one half.
i <- seq_len(90)
days <- 1 + (i * 37) %% 23
group <- i %% 3 + 1
closed <- ifelse(group == 3, (i * 7) %% 11 < 3, (i * 7) %% 5 != 0) * 1

numbers <- function(x) ifelse(is.na(x), NA, as.numeric(x))
curve <- function(rows, conf) {
  fit <- survfit(Surv(days[rows], closed[rows]) ~ 1, conf.type = "log-log", conf.int = conf)
  event <- fit$n.event > 0
  half <- quantile(fit, 0.5)
  list(
    day = fit$time[event], at_risk = fit$n.risk[event], closed = fit$n.event[event],
    estimate = fit$surv[event], low = numbers(fit$lower[event]), high = numbers(fit$upper[event]),
    median = numbers(c(half$quantile, half$lower, half$upper))
  )
}
medians <- function(days, closed) {
  half <- quantile(survfit(Surv(days, closed) ~ 1, conf.type = "log-log"), 0.5)
  numbers(c(half$quantile, half$lower, half$upper))
}
rank <- function(rows) {
  test <- survdiff(Surv(days[rows], closed[rows]) ~ group[rows])
  df <- length(test$n) - 1
  list(chi2 = test$chisq, df = df, p = pchisq(test$chisq, df, lower.tail = FALSE))
}

# Answers: three groups of complaints, the untouched and the silent.
answers <- function(n, a, b, lift) pmax(0, pmin(100, lift + ((seq_len(n) * a) %% b) * 3))
parts <- list(one = answers(20, 7, 13, 66), two = answers(35, 11, 17, 55),
              three = answers(15, 5, 11, 40))
fine <- answers(80, 13, 19, 49)
silent <- answers(30, 17, 23, 20)
against <- function(part, others, margin = 4) {
  two <- t.test(part, others)
  list(
    estimate = mean(part) - mean(others), low = two$conf.int[1], high = two$conf.int[2],
    p = two$p.value,
    p_lower = t.test(part, others, mu = -margin, alternative = "greater")$p.value,
    p_upper = t.test(part, others, mu = margin, alternative = "less")$p.value
  )
}
right <- lapply(c(parts, list(silent = silent)), against, others = fine)
naive <- lapply(parts, against, others = c(fine, silent))
adjusted <- p.adjust(sapply(right, function(row) row$p), "holm")

# Steps: four of them, three kinds of severity, full = 3 steps; HC3 by its formula.
j <- seq_len(120)
steps <- cbind((j * 7) %% 3 > 0, (j * 5) %% 7 > 2, (j * 11) %% 13 > 5, (j * 3) %% 11 > 4) * 1
severity <- 1 + ((j * 17) %% 19 > 8) + ((j * 17) %% 19 > 14)
after <- 60 + as.vector(steps %*% c(2, 4, 1, 3)) - 5 * severity + ((j * 29) %% 31) / 2
full <- (severity == 1 & rowSums(steps) >= 3) * 1
hc3 <- function(x) {
  x <- cbind(1, x)
  inverse <- solve(crossprod(x))
  beta <- as.vector(inverse %*% crossprod(x, after))
  off <- as.vector(after - x %*% beta) / (1 - rowSums((x %*% inverse) * x))
  se <- sqrt(diag(inverse %*% crossprod(x * off) %*% inverse))
  df <- nrow(x) - ncol(x)
  cbind(estimate = beta, low = beta - qt(0.975, df) * se, high = beta + qt(0.975, df) * se,
        p = 2 * pt(-abs(beta / se), df))[-1, ]
}
with_severity <- hc3(cbind(steps, full, severity == 2, severity == 3))[1:5, ]
alone <- hc3(steps)

write_json(list(
  versions = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  all = curve(i, 0.95), groups = lapply(1:3, function(g) curve(which(group == g), 0.9)),
  ties = list(
    list(days = c(1, 2, 3, 4), closed = c(1, 1, 0, 0), median = medians(1:4, c(1, 1, 0, 0))),
    list(days = c(1, 2, 2, 3), closed = c(1, 1, 1, 1),
         median = medians(c(1, 2, 2, 3), rep(1, 4))),
    list(days = c(0, 0, 1, 2, 2, 3, 5, 6), closed = c(1, 1, 1, 1, 0, 1, 1, 1),
         median = medians(c(0, 0, 1, 2, 2, 3, 5, 6), c(1, 1, 1, 1, 0, 1, 1, 1)))
  ),
  log_rank = list(three = rank(i), two = rank(which(group != 3))),
  right = right, naive = naive, p_adjusted = as.list(adjusted),
  step_effects = as.data.frame(with_severity), steps_alone = as.data.frame(alone)
), "tests/reference/recovery.json", digits = NA, auto_unbox = TRUE, pretty = TRUE, na = "null")
