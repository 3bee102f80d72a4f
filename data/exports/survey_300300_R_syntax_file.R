data <- read.csv("survey_300300_R_data_file.csv", quote = "'\"", na.strings=c("", "\"\""), stringsAsFactors=FALSE, fileEncoding="UTF-8-BOM")


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
attributes(data)$variable.labels[4] <- "startlanguage"
names(data)[4] <- "startlanguage"
# LimeSurvey Field type: A
data[, 5] <- as.character(data[, 5])
attributes(data)$variable.labels[5] <- "seed"
names(data)[5] <- "seed"
# LimeSurvey Field type: DATETIME23.2
data[, 6] <- as.character(data[, 6])
attributes(data)$variable.labels[6] <- "startdate"
names(data)[6] <- "startdate"
# LimeSurvey Field type: DATETIME23.2
data[, 7] <- as.character(data[, 7])
attributes(data)$variable.labels[7] <- "datestamp"
names(data)[7] <- "datestamp"
# LimeSurvey Field type: A
data[, 8] <- as.character(data[, 8])
attributes(data)$variable.labels[8] <- "Di mana Anda terakhir berbelanja?"
data[, 8] <- factor(data[, 8], levels=c("A1","A2"),labels=c("Toko", "Daring"))
names(data)[8] <- "channel"
# LimeSurvey Field type: A
data[, 9] <- as.character(data[, 9])
attributes(data)$variable.labels[9] <- "Jenis kelamin"
data[, 9] <- factor(data[, 9], levels=c("A1","A2"),labels=c("Perempuan", "Laki-laki"))
names(data)[9] <- "gender"
# LimeSurvey Field type: A
data[, 10] <- as.character(data[, 10])
attributes(data)$variable.labels[10] <- "Wilayah"
data[, 10] <- factor(data[, 10], levels=c("A1","A2","A3","A4","A5"),labels=c("Jakarta dan Jawa Barat", "Jawa Tengah", "Jawa Timur dan Bali", "Sumatra", "Kalimantan dan Sulawesi"))
names(data)[10] <- "region"
# LimeSurvey Field type: F
data[, 11] <- as.numeric(data[, 11])
attributes(data)$variable.labels[11] <- "Usia dalam tahun"
names(data)[11] <- "age"
# LimeSurvey Field type: A
data[, 12] <- as.character(data[, 12])
attributes(data)$variable.labels[12] <- "[Mutu produk] Bagaimana dibandingkan harapan Anda?"
data[, 12] <- factor(data[, 12], levels=c("A1","A2","A3","A4","A5","A97"),labels=c("Jauh lebih buruk dari harapan", "Lebih buruk dari harapan", "Sesuai harapan", "Lebih baik dari harapan", "Jauh lebih baik dari harapan", "Tidak berlaku"))
names(data)[12] <- "felt_SQ001"
# LimeSurvey Field type: A
data[, 13] <- as.character(data[, 13])
attributes(data)$variable.labels[13] <- "[Pengiriman] Bagaimana dibandingkan harapan Anda?"
data[, 13] <- factor(data[, 13], levels=c("A1","A2","A3","A4","A5","A97"),labels=c("Jauh lebih buruk dari harapan", "Lebih buruk dari harapan", "Sesuai harapan", "Lebih baik dari harapan", "Jauh lebih baik dari harapan", "Tidak berlaku"))
names(data)[13] <- "felt_SQ002"
# LimeSurvey Field type: A
data[, 14] <- as.character(data[, 14])
attributes(data)$variable.labels[14] <- "[Pelayanan staf] Bagaimana dibandingkan harapan Anda?"
data[, 14] <- factor(data[, 14], levels=c("A1","A2","A3","A4","A5","A97"),labels=c("Jauh lebih buruk dari harapan", "Lebih buruk dari harapan", "Sesuai harapan", "Lebih baik dari harapan", "Jauh lebih baik dari harapan", "Tidak berlaku"))
names(data)[14] <- "felt_SQ003"
# LimeSurvey Field type: A
data[, 15] <- as.character(data[, 15])
attributes(data)$variable.labels[15] <- "[Harga] Bagaimana dibandingkan harapan Anda?"
data[, 15] <- factor(data[, 15], levels=c("A1","A2","A3","A4","A5","A97"),labels=c("Jauh lebih buruk dari harapan", "Lebih buruk dari harapan", "Sesuai harapan", "Lebih baik dari harapan", "Jauh lebih baik dari harapan", "Tidak berlaku"))
names(data)[15] <- "felt_SQ004"
# LimeSurvey Field type: F
data[, 16] <- as.numeric(data[, 16])
attributes(data)$variable.labels[16] <- "[Mutu produk] Apa yang lebih baik dari harapan Anda? Boleh lebih dari satu."
data[, 16] <- factor(data[, 16], levels=c(1,0),labels=c("Ya", "Tidak dipilih"))
names(data)[16] <- "better_SQ001"
# LimeSurvey Field type: F
data[, 17] <- as.numeric(data[, 17])
attributes(data)$variable.labels[17] <- "[Pengiriman] Apa yang lebih baik dari harapan Anda? Boleh lebih dari satu."
data[, 17] <- factor(data[, 17], levels=c(1,0),labels=c("Ya", "Tidak dipilih"))
names(data)[17] <- "better_SQ002"
# LimeSurvey Field type: F
data[, 18] <- as.numeric(data[, 18])
attributes(data)$variable.labels[18] <- "[Pelayanan staf] Apa yang lebih baik dari harapan Anda? Boleh lebih dari satu."
data[, 18] <- factor(data[, 18], levels=c(1,0),labels=c("Ya", "Tidak dipilih"))
names(data)[18] <- "better_SQ003"
# LimeSurvey Field type: F
data[, 19] <- as.numeric(data[, 19])
attributes(data)$variable.labels[19] <- "[Harga] Apa yang lebih baik dari harapan Anda? Boleh lebih dari satu."
data[, 19] <- factor(data[, 19], levels=c(1,0),labels=c("Ya", "Tidak dipilih"))
names(data)[19] <- "better_SQ004"
# LimeSurvey Field type: F
data[, 20] <- as.numeric(data[, 20])
attributes(data)$variable.labels[20] <- "[Secara keseluruhan, seberapa puas Anda dengan Toko Serambi?] Kepuasan Anda secara keseluruhan, 1-10"
names(data)[20] <- "osat_SQ001"
# LimeSurvey Field type: F
data[, 21] <- as.numeric(data[, 21])
attributes(data)$variable.labels[21] <- "[Seberapa jauh Toko Serambi memenuhi harapan Anda?] Kepuasan Anda secara keseluruhan, 1-10"
names(data)[21] <- "osat_SQ002"
# LimeSurvey Field type: F
data[, 22] <- as.numeric(data[, 22])
attributes(data)$variable.labels[22] <- "[Seberapa dekat Toko Serambi dengan toko perlengkapan rumah ideal Anda?] Kepuasan Anda secara keseluruhan, 1-10"
names(data)[22] <- "osat_SQ003"
# LimeSurvey Field type: F
data[, 23] <- as.numeric(data[, 23])
attributes(data)$variable.labels[23] <- "Seberapa puas Anda dengan pembelian terakhir?"
names(data)[23] <- "csat"
# LimeSurvey Field type: F
data[, 24] <- as.numeric(data[, 24])
attributes(data)$variable.labels[24] <- "Seberapa besar kemungkinan Anda merekomendasikan Toko Serambi kepada teman?"
names(data)[24] <- "nps"
# LimeSurvey Field type: F
data[, 25] <- as.numeric(data[, 25])
attributes(data)$variable.labels[25] <- "Toko Serambi memudahkan saya memperoleh apa yang saya inginkan."
names(data)[25] <- "ces"
# LimeSurvey Field type: A
data[, 26] <- as.character(data[, 26])
attributes(data)$variable.labels[26] <- "[Toko Serambi menepati janjinya.] Seberapa setuju Anda?"
data[, 26] <- factor(data[, 26], levels=c("A1","A2","A3","A4","A5","A6","A7","A99"),labels=c("Sangat Tidak Setuju", "Tidak Setuju", "Cukup Tidak Setuju", "Netral", "Cukup Setuju", "Setuju", "Sangat Setuju", "Menolak menjawab"))
names(data)[26] <- "agree_SQ001"
# LimeSurvey Field type: A
data[, 27] <- as.character(data[, 27])
attributes(data)$variable.labels[27] <- "[Toko Serambi jujur tentang barang yang dijualnya.] Seberapa setuju Anda?"
data[, 27] <- factor(data[, 27], levels=c("A1","A2","A3","A4","A5","A6","A7","A99"),labels=c("Sangat Tidak Setuju", "Tidak Setuju", "Cukup Tidak Setuju", "Netral", "Cukup Setuju", "Setuju", "Sangat Setuju", "Menolak menjawab"))
names(data)[27] <- "agree_SQ002"
# LimeSurvey Field type: A
data[, 28] <- as.character(data[, 28])
attributes(data)$variable.labels[28] <- "[Jika ada masalah, Toko Serambi akan menyelesaikannya.] Seberapa setuju Anda?"
data[, 28] <- factor(data[, 28], levels=c("A1","A2","A3","A4","A5","A6","A7","A99"),labels=c("Sangat Tidak Setuju", "Tidak Setuju", "Cukup Tidak Setuju", "Netral", "Cukup Setuju", "Setuju", "Sangat Setuju", "Menolak menjawab"))
names(data)[28] <- "agree_SQ003"
# LimeSurvey Field type: A
data[, 29] <- as.character(data[, 29])
attributes(data)$variable.labels[29] <- "[Saya akan berbelanja lagi di Toko Serambi.] Seberapa setuju Anda?"
data[, 29] <- factor(data[, 29], levels=c("A1","A2","A3","A4","A5","A6","A7","A99"),labels=c("Sangat Tidak Setuju", "Tidak Setuju", "Cukup Tidak Setuju", "Netral", "Cukup Setuju", "Setuju", "Sangat Setuju", "Menolak menjawab"))
names(data)[29] <- "agree_SQ004"
