"""The words of the sample's journey map: who goes which way, and what happens at each stage."""

from __future__ import annotations

from typing import Any

from custsat_edu.world.words import Words, say

BEFORE = say("Pre-purchase", "Pra-pembelian")
PURCHASE = say("Purchase", "Pembelian")
AFTER = say("Post-purchase", "Pasca-pembelian")
MARKETING = say("Marketing", "Pemasaran")
WEB = say("Web team", "Tim web")
STORES = say("Stores", "Toko")
LOGISTICS = say("Logistics", "Logistik")
SERVICE = say("Customer service", "Layanan pelanggan")

STAGES: dict[int, dict[str, Words]] = {
    1: {
        "phase": BEFORE,
        "action": say("Sees a post or the shop window", "Melihat unggahan atau etalase"),
        "opportunity": say("Show what others bought", "Tunjukkan yang dibeli orang lain"),
        "owner": MARKETING,
        "backstage": say("Campaign planning", "Perencanaan kampanye"),
    },
    2: {
        "phase": BEFORE,
        "action": say("Reads reviews, asks for advice", "Membaca ulasan, meminta saran"),
        "opportunity": say(
            "The same price and stock everywhere", "Harga dan stok sama di mana-mana"
        ),
        "owner": WEB,
        "backstage": say("Catalogue and stock data", "Data katalog dan stok"),
    },
    3: {
        "phase": PURCHASE,
        "action": say("Pays on the web or at the till", "Membayar daring atau di kasir"),
        "opportunity": say("One page, guest checkout", "Satu halaman, tanpa akun"),
        "owner": WEB,
        "backstage": say("Payment gateway", "Gerbang pembayaran"),
    },
    4: {
        "phase": PURCHASE,
        "action": say("Waits for the courier or picks up", "Menunggu kurir atau mengambil sendiri"),
        "opportunity": say(
            "Promise a time window and keep it", "Janjikan rentang waktu dan tepati"
        ),
        "owner": LOGISTICS,
        "backstage": say("Warehouse, courier partner", "Gudang, mitra kurir"),
    },
    5: {
        "phase": AFTER,
        "action": say("Assembles the shelf, uses it daily", "Merakit rak, memakainya setiap hari"),
        "opportunity": say("A short film for every shelf", "Film pendek untuk setiap rak"),
        "owner": STORES,
        "backstage": say("Fitters' rota", "Jadwal tukang pasang"),
    },
    6: {
        "phase": AFTER,
        "action": say("Asks a question or complains", "Bertanya atau mengeluh"),
        "opportunity": say(
            "A person after two tries of the bot", "Petugas setelah dua kali bot gagal"
        ),
        "owner": SERVICE,
        "backstage": say("Ticket system, training", "Sistem tiket, pelatihan"),
    },
    7: {
        "phase": AFTER,
        "action": say("Comes back, collects points", "Datang lagi, mengumpulkan poin"),
        "opportunity": say(
            "Reward feedback, not only spending", "Hargai umpan balik, bukan hanya belanja"
        ),
        "owner": MARKETING,
        "backstage": say("Points ledger", "Catatan poin"),
    },
}


def make_story() -> dict[str, Any]:
    """Return what `journey:` holds in the sample's codebook, in both languages."""
    return {
        "title": say(
            "Where do customers gain and lose satisfaction?",
            "Di mana kepuasan pelanggan naik dan turun?",
        ),
        "actor": say("customers of Toko Serambi", "pelanggan Toko Serambi"),
        "scenario": say(
            "furnish a room, on the web or in the store", "melengkapi rumah, daring atau di toko"
        ),
        "stages": STAGES,
    }
