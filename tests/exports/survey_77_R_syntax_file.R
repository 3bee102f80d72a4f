data <- read.csv("survey_77_R_data_file.csv", quote = "'\"", na.strings=c("", "\"\""), stringsAsFactors=FALSE, fileEncoding="UTF-8-BOM")


# LimeSurvey Field type: F
data[, 1] <- as.numeric(data[, 1])
attributes(data)$variable.labels[1] <- "id"
names(data)[1] <- "id"
# LimeSurvey Field type: DATETIME23.2
data[, 2] <- as.character(data[, 2])
attributes(data)$variable.labels[2] <- "submitdate"
names(data)[2] <- "submitdate"
# LimeSurvey Field type: F
data[, 3] <- as.numeric(data[, 3])
attributes(data)$variable.labels[3] <- "lastpage"
names(data)[3] <- "lastpage"
# LimeSurvey Field type: A
data[, 4] <- as.character(data[, 4])
attributes(data)$variable.labels[4] <- "Seberapa \"puas\" Anda (1, 2)?"
data[, 4] <- factor(data[, 4], levels=c("A1","A2"),labels=c("Puas, \"sekali\" (ya)", "Tidak puas"))
names(data)[4] <- "Q1"
# LimeSurvey Field type: F
data[, 5] <- as.numeric(data[, 5])
attributes(data)$variable.labels[5] <- "[Toko] Kanal yang dipakai"
data[, 5] <- factor(data[, 5], levels=c(1,0),labels=c("Ya", "Tidak dipilih"), ordered=TRUE)
names(data)[5] <- "Q2_SQ001"
# LimeSurvey Field type: F
data[, 6] <- as.numeric(data[, 6])
attributes(data)$variable.labels[6] <- "Seberapa mungkin Anda merekomendasikan kami?"
names(data)[6] <- "NPS"
