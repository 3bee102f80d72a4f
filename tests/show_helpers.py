"""What the tests of charts share: long names, and the words in a picture."""

NAMES = [
    "Ketersediaan barang di toko ini", "Kecepatan pengiriman ke rumah",
    "Keramahan pelayanan para staf", "Kemudahan proses pengembalian",
    "Penawaran khusus sesuai selera", "Price", "Kejelasan informasi pada label", "Quality",
    "Kenyamanan suasana berbelanja", "Keamanan pembayaran elektronik",
    "Layanan purnajual dan garansi", "Parking",
]  # fmt: skip


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]
