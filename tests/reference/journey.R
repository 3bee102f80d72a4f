# The journey: the reference numbers of tests/test_journey.py.
# Rows are made by formula, so that Python makes the same. Run: Rscript journey.R > journey.json
suppressMessages({library(survey); library(jsonlite)})

# 400 journeys of 150 customers, up to four stages; rows of a journey end with the first leaving.
i <- rep(1:400, each = 4)
stage <- rep(1:4, 400)
customer <- (i * 7) %% 150
emotion <- (i * i + 3 * i * stage + 5 * stage + i %/% 7) %% 5 - 2
chance <- plogis(-2 + 0.3 * (stage == 2) + 0.8 * pmax(-emotion, 0) - 0.1 * pmax(emotion, 0))
left <- as.numeric(((i * 31 + stage * 17) %% 101 + 0.5) / 101 < chance & stage < 4)
there <- ave(left, i, FUN = function(l) cumsum(l) - l) == 0
d <- data.frame(i, stage = factor(stage), customer, emotion, left)[there, ]

at_risk <- d[d$stage != "4", ]
at_risk$below <- pmax(-at_risk$emotion, 0)
at_risk$above <- pmax(at_risk$emotion, 0)
at_risk$stage <- droplevels(at_risk$stage)
fit <- glm(left ~ stage - 1 + below + above, binomial, at_risk,
           control = list(epsilon = 1e-14, maxit = 100))
design <- svydesign(ids = ~customer, weights = ~1, data = at_risk)
robust <- svyglm(left ~ stage - 1 + below + above, design, family = quasibinomial(),
                 control = list(epsilon = 1e-14, maxit = 100))
se <- sqrt(diag(vcov(robust)))
customers <- length(unique(at_risk$customer))
t <- qt(0.975, customers - 1)

felt <- do.call(rbind, lapply(split(d$emotion, d$i), function(e)
  c(mean = mean(e), worst = min(e), last = e[length(e)])))
j <- 1:400
y <- 60 + 4 * felt[, "mean"] + 8 * felt[, "worst"] + 6 * felt[, "last"] +
  10 * sin(j * 1.7) * (1 + j %% 3 / 3)
line <- lm(y ~ felt)
m <- model.matrix(line)
bread <- solve(crossprod(m))
hc3 <- sqrt(diag(bread %*% crossprod(m * residuals(line) / (1 - hatvalues(line))) %*% bread))
tj <- qt(0.975, 400 - 4)

reached <- tapply(d$i, d$stage, function(x) length(unique(x)))
gone <- tapply(d$left, d$stage, sum)
wilson <- sapply(1:4, function(s)
  prop.test(gone[s], reached[s], correct = FALSE)$conf.int)

b <- coef(fit)[c("below", "above")]
s <- se[c("below", "above")]
w <- coef(line)[-1]
h <- hc3[-1]
write_json(list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = "."),
                  survey = as.character(packageVersion("survey"))),
  rows = nrow(d),
  drop_off_odds = list(estimate = exp(b), low = exp(b - t * s), high = exp(b + t * s),
                       n = nrow(at_risk), customers = customers),
  peak_end = list(estimate = w, low = w - tj * h, high = w + tj * h,
                  r2 = summary(line)$r.squared,
                  r2_mean = summary(lm(y ~ felt[, "mean"]))$r.squared),
  drop_off = list(n = as.numeric(reached), left = as.numeric(gone),
                  low = wilson[1, ], high = wilson[2, ]),
  holm = p.adjust(c(0.001, 0.04, 0.012, 0.3), "holm")
), stdout(), digits = 15, auto_unbox = TRUE, pretty = TRUE)
