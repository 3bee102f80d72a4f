"""What invented customers say: one clause a line, by driver, language and what it claims.

`+` praises and `-` complains in plain words; `!+` and `!-` do so through a negation ("tidak
mengecewakan", "kurang ramah"). {t} is a thing sold, {s} and {b} an Indonesian intensifier before
or after its word, {v} an English one.
"""

from __future__ import annotations

LANGUAGES = ("id", "en", "mix")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(text.split())


THINGS = {
    "id": words("lemari kursi meja lampu rak gorden seprai panci karpet cermin sofa dispenser"),
    "en": words("wardrobe chair table lamp shelf curtain duvet pan rug mirror sofa stool"),
}
THINGS["mix"] = (*THINGS["id"], "storage box", "bed cover", "coffee table")
NEGATORS = {  # in slang, too
    "id": words("tidak kurang belum jangan bukan gak nggak ga tdk krg blm belom jgn bkn"),
    "en": words("not nt never no didn't don't couldn't"),
}
NEGATORS["mix"] = (*NEGATORS["id"], *NEGATORS["en"])


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text without blanks around them."""
    return tuple(line.strip() for line in text.strip().splitlines())


def bank(**texts: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the clauses by language and claim; a line such as `id !-` heads its clauses."""
    found: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in LANGUAGES}
    for name, text in texts.items():
        for part in text.strip().split("\n\n"):
            claim, *clauses = lines(part)
            found[name][claim] = tuple(clauses)
    return found


PHRASES = {
    "quality": bank(
        id="""
        +
        {t}nya {s}kokoh{b}
        bahannya {s}bagus{b} dan rapi
        mutu {t}nya di atas dugaan saya
        kualitas barangnya {s}memuaskan{b}
        {t} yang saya beli {s}awet{b}

        !+
        kualitasnya tidak mengecewakan
        {t}nya tidak gampang goyang
        belum pernah ada barang cacat
        jangan ragu beli {t} di sini, kuat

        -
        {t}nya cepat rusak
        bahannya {s}tipis{b}
        jahitannya lepas setelah dua minggu
        catnya mengelupas dan goyang
        kualitas {t}nya jauh dari foto

        !-
        kualitasnya kurang bagus
        {t}nya tidak awet
        bahannya tidak sesuai keterangan
        jangan beli {t} di sini, cepat patah
        barangnya bukan yang terbaik""",
        en="""
        +
        the {t} is {v}solid
        the material feels {v}good
        the quality of the {t} exceeded what I hoped for
        the {t} is well made

        !+
        the quality did not disappoint
        no scratches and no wobble on the {t}
        never had a broken item from here

        -
        the {t} broke within a week
        the wood is {v}thin and chipped
        the seams came apart
        poor quality for a {t}

        !-
        the {t} is not well made
        the quality is not what the photo shows
        the {t} didn't last a month""",
        mix="""
        +
        quality {t}nya {s}oke{b}
        {t}nya solid{b}, finishing rapi
        worth it, bahannya premium

        !+
        quality-nya not bad, {t}nya kuat
        so far belum ada defect di {t}nya

        -
        quality {t}nya jelek{b}
        {t}nya cepat rusak, so disappointing
        finishing-nya kasar{b}

        !-
        quality-nya kurang oke
        {t}nya tidak worth it, cepat rusak
        not recommended, bahan {t}nya tipis""",
    ),
    "delivery": bank(
        id="""
        +
        pengirimannya {s}cepat{b}
        {t}nya sampai lebih awal dari janji
        kurirnya hati-hati dan tepat waktu
        paketnya datang {s}aman{b}

        !+
        pengirimannya tidak pernah telat
        belum sampai dua hari {t}nya sudah tiba
        paketnya datang tidak penyok sedikit pun

        -
        pengirimannya {s}lama{b}
        {t}nya sampai dalam keadaan pecah
        paketnya telat seminggu
        jadwal kirimnya berubah-ubah{b}
        kurirnya salah alamat dua kali

        !-
        {t}nya belum sampai juga
        pengirimannya tidak tepat waktu
        kemasannya kurang aman
        paketnya tidak sesuai jadwal""",
        en="""
        +
        delivery was {v}fast
        the {t} arrived earlier than promised
        the parcel came {v}well packed
        the driver was on time

        !+
        delivery was never late
        the {t} arrived with no dents at all

        -
        delivery took {v}long
        the {t} arrived broken
        the parcel came a week late
        they changed the delivery date twice

        !-
        the {t} has not arrived yet
        delivery was not on time
        the box was not packed well""",
        mix="""
        +
        delivery-nya {s}cepat{b}
        {t}nya sampai on time{b}
        packing-nya aman{b}, good job

        !+
        delivery-nya tidak pernah late
        packing oke, {t}nya not damaged at all

        -
        delivery-nya lama{b}
        {t}nya datang rusak, bad packing
        sudah seminggu masih on process terus

        !-
        delivery-nya tidak on time
        {t}nya belum sampai, still waiting
        packing-nya kurang aman""",
    ),
    "after_sales": bank(
        id="""
        +
        klaim garansinya {s}mudah{b}
        {t} yang rusak langsung diganti
        tukar barangnya cepat dan jelas
        teknisinya datang dan beres hari itu juga

        !+
        klaim garansi tidak dipersulit
        retur {t}nya tidak ribet
        belum seminggu uang saya sudah kembali

        -
        klaim garansinya {s}berbelit{b}
        keluhan saya dilempar ke sana kemari
        uang retur {t} menggantung sebulan
        layanan purnajualnya {s}lambat{b}

        !-
        keluhan saya belum ditanggapi
        garansi {t}nya tidak bisa dipakai
        layanan setelah belinya kurang tanggap
        uang saya belum dikembalikan""",
        en="""
        +
        the warranty claim was {v}easy
        they replaced the broken {t} at once
        the refund came {v}quickly
        after-sales support solved it in a day

        !+
        returning the {t} was no trouble
        the refund was not delayed at all

        -
        the warranty claim was a {v}slow mess
        my refund took two months
        after-sales support kept passing me around
        they ignored my complaint about the {t}

        !-
        nobody called me back, the {t} is not repaired
        I have not got my refund
        support never answered my complaint""",
        mix="""
        +
        refund-nya cepat{b}
        claim warranty {t}nya gampang{b}
        after sales-nya responsif{b}

        !+
        return {t}nya tidak ribet, nice
        claim warranty-nya not complicated

        -
        refund-nya lama{b}
        claim warranty ribet{b}, capek
        after sales-nya slow{b}

        !-
        refund belum masuk sampai sekarang
        complaint saya tidak direspons
        after sales-nya kurang helpful""",
    ),
    "service": bank(
        id="""
        +
        pelayanannya {s}ramah{b}
        stafnya sabar menjelaskan pilihan {t}
        pramuniaganya {s}cekatan{b}
        dilayani dengan senyum dari awal sampai akhir

        !+
        stafnya tidak pernah cemberut
        pelayanannya tidak mengecewakan
        belum pernah saya dilayani sebaik ini

        -
        pelayanannya {s}jutek{b}
        stafnya sibuk mengobrol sendiri
        kasirnya {s}lambat{b}
        saya dicuekin waktu tanya {t}

        !-
        stafnya kurang ramah
        pelayanannya tidak sigap
        pramuniaganya belum paham soal {t}
        kasirnya tidak sopan""",
        en="""
        +
        the staff were {v}friendly
        someone helped me choose the {t} patiently
        {v}helpful people at the counter
        the cashier was quick and kind

        !+
        the staff were not pushy at all
        never met a rude person in this shop

        -
        the staff were {v}rude
        the cashier was {v}slow
        they ignored me when I asked about the {t}
        staff kept chatting among themselves

        !-
        the staff were not helpful
        nobody came, they didn't care
        the man at the counter was not polite""",
        mix="""
        +
        staff-nya helpful{b}
        service-nya ramah{b}, love it
        mbaknya friendly{b} waktu pilih {t}

        !+
        service-nya not bad, cukup cepat
        staff-nya tidak pushy

        -
        staff-nya jutek{b}
        service-nya slow{b}
        tanya {t} malah di-ignore

        !-
        staff-nya kurang helpful
        service-nya tidak ramah, so sad
        crew-nya belum well trained""",
    ),
    "price": bank(
        id="""
        +
        harganya {s}terjangkau{b}
        harga {t}nya paling murah di sekitar sini
        harganya sepadan dengan isinya
        diskonnya {s}lumayan{b}

        !+
        harganya tidak mahal
        {t} segini bagus ternyata tidak menguras kantong

        -
        harganya {s}mahal{b}
        {t} yang sama di toko lain lebih murah
        ongkos kirimnya bikin harga membengkak
        harga naik terus tiap bulan

        !-
        harganya tidak sepadan
        harga {t}nya kurang bersaing
        harga di rak tidak sama dengan di kasir
        jangan beli {t} sebelum banding harga""",
        en="""
        +
        the price is {v}fair
        the {t} was a bargain
        good value for money
        prices are {v}low here

        !+
        not expensive for a {t} like this
        no hidden costs

        -
        {v}expensive for what it is
        the same {t} is cheaper elsewhere
        shipping doubled the price
        prices go up every month

        !-
        not worth the price
        the price on the shelf is not the price at the till
        the {t} is not cheap""",
        mix="""
        +
        price-nya oke{b}
        harga {t}nya worth it{b}
        banyak promo, happy{b}

        !+
        price-nya tidak mahal
        harganya not bad untuk {t} sebagus ini

        -
        overpriced{b} menurut saya
        harga {t}nya pricey{b}
        promonya fake, harganya dinaikkan dulu

        !-
        price-nya tidak worth it
        harganya kurang affordable
        diskonnya not as advertised""",
    ),
    "communication": bank(
        id="""
        +
        infonya {s}jelas{b}
        selalu dikabari soal pesanan {t}
        pertanyaan saya dijawab {s}cepat{b}
        keterangan produknya lengkap

        !+
        infonya tidak membingungkan
        pesan saya belum semenit sudah dibalas

        -
        infonya {s}membingungkan{b}
        pesan saya dibaca lalu didiamkan
        stok {t} di aplikasi beda dengan di toko
        pemberitahuannya {s}terlambat{b}

        !-
        infonya kurang jelas
        tidak ada kabar soal pesanan {t}
        pesan saya belum dibalas
        keterangan produknya tidak lengkap""",
        en="""
        +
        they kept me {v}well informed
        clear information about the {t}
        they answered my question {v}fast
        updates came at every step

        !+
        the information was not confusing at all
        never had to ask twice about my {t}

        -
        the information was {v}confusing
        they read my message and stayed silent
        stock of the {t} online differs from the shop
        updates came {v}late

        !-
        no news about my {t}
        they never answered my message
        the description is not clear""",
        mix="""
        +
        infonya clear{b}
        admin fast response{b}
        update pesanan {t} rutin, thank you

        !+
        infonya tidak confusing
        admin-nya not slow, langsung dibalas

        -
        chat saya cuma di-read
        infonya confusing{b}
        admin slow response{b}

        !-
        tidak ada update soal {t}
        chat belum di-reply
        description-nya kurang clear""",
    ),
    "ease": bank(
        id="""
        +
        belanjanya {s}gampang{b}
        pesan {t} lewat aplikasi cuma semenit
        pembayarannya {s}praktis{b}
        letak barangnya {s}mudah{b} dicari

        !+
        belanjanya tidak repot
        bayarnya tidak perlu antre

        -
        antre kasirnya {s}panjang{b}
        aplikasinya {s}lemot{b}
        cari {t} harus keliling tiga lantai
        pembayarannya gagal berkali-kali

        !-
        aplikasinya tidak bisa dibuka
        cara pesannya kurang praktis
        pembayaran belum bisa pakai dompet digital
        rak {t} tidak ada petunjuknya""",
        en="""
        +
        ordering was {v}easy
        checkout took a minute
        the {t} was easy to find
        the app works {v}well

        !+
        no queue at all
        buying the {t} was not complicated

        -
        the queue was {v}long
        the app is {v}slow
        payment failed three times
        I searched every floor for a {t}

        !-
        the app does not work
        checkout is not easy
        I couldn't find the {t}""",
        mix="""
        +
        checkout-nya gampang{b}
        apps-nya smooth{b}
        cari {t} di website simple{b}

        !+
        checkout-nya tidak ribet
        antrean not too long, lancar

        -
        apps-nya lemot{b}
        checkout error terus
        antre kasir long queue{b}

        !-
        apps-nya tidak user friendly
        payment belum bisa, error
        search {t} kurang akurat""",
    ),
    "delight": bank(
        id="""
        +
        dapat bonus kecil yang bikin senyum
        ada kartu ucapan tulisan tangan, {s}manis{b}
        diberi {t} mini gratis, kaget saya
        kejutan ulang tahunnya {s}berkesan{b}

        !+
        tidak menyangka dapat hadiah
        belum pernah toko lain memberi kejutan begini

        -
        janji hadiahnya cuma pemanis
        kejutannya malah barang sisa
        belanjanya datar dan membosankan

        !-
        tidak ada yang istimewa
        kurang ada kejutan buat pelanggan lama
        hadiah {t}nya belum saya terima""",
        en="""
        +
        a free little gift made my day
        a handwritten note came with the {t}
        what a {v}lovely surprise
        they remembered my birthday

        !+
        never expected a gift with my {t}
        no other shop surprised me like this

        -
        the promised gift was a leftover
        the visit was {v}dull
        the birthday surprise was an old voucher

        !-
        nothing special, not one surprise
        I never got the promised gift""",
        mix="""
        +
        dapat free gift, happy{b}
        ada surprise kecil di paket {t}, so sweet
        unboxing {t}nya seru{b}

        !+
        tidak nyangka dapat free gift
        belum pernah se-impressed ini

        -
        gift-nya zonk
        surprise-nya cuma gimmick
        belanjanya boring{b}

        !-
        tidak ada yang special
        free gift belum datang
        reward-nya kurang menarik""",
    ),
    "customisation": bank(
        id="""
        +
        {t} bisa dipesan sesuai ukuran
        tawarannya {s}pas{b} dengan selera saya
        warnanya bisa dipilih sendiri
        saran {t}nya cocok dengan ruang saya

        !+
        ukuran khusus pun tidak ditolak
        tawarannya tidak asal kirim

        -
        tawarannya melulu {t} yang sudah saya punya
        promosinya {s}asal{b}
        pilihan ukurannya cuma satu

        !-
        {t}nya tidak bisa dipesan sesuai ukuran
        tawarannya kurang cocok buat saya
        pilihan warnanya belum lengkap""",
        en="""
        +
        they cut the {t} to my size
        the offers suit me {v}well
        I could pick the colour myself
        the suggestions fit my room

        !+
        a special size was no problem
        the offers are not random

        -
        they keep offering a {t} I already own
        the offers are {v}random
        only one size of everything

        !-
        the {t} could not be made to fit
        the offers are not for me
        they don't do other colours""",
        mix="""
        +
        {t}nya bisa custom{b}
        rekomendasinya cocok{b}, so me
        bisa request warna, cool

        !+
        custom size tidak masalah
        offer-nya not random, relevan

        -
        promonya spam{b}
        offer-nya random{b}
        size {t}nya cuma satu, one size fits all

        !-
        {t}nya tidak bisa custom
        rekomendasinya kurang relate
        pilihan warna not complete""",
    ),
    "ambience": bank(
        id="""
        +
        tokonya {s}nyaman{b}
        suasananya {s}adem{b} dan wangi
        pajangan {t}nya bikin betah
        tokonya bersih dan terang

        !+
        tokonya tidak sumpek
        betah, musiknya tidak berisik

        -
        tokonya {s}sempit{b}
        musiknya {s}berisik{b}
        parkirannya becek dan gelap
        suasananya {s}pengap{b}

        !-
        tokonya kurang terang
        penataan {t}nya tidak rapi
        pendinginnya belum diperbaiki, panas
        suasananya kurang nyaman""",
        en="""
        +
        the shop feels {v}cosy
        the {t} displays are {v}pretty
        clean and bright inside
        a pleasant place to walk around

        !+
        the shop was not crowded
        no loud music, I like that

        -
        the shop is {v}cramped
        the music is {v}loud
        dark and stuffy inside
        the {t} section is a mess

        !-
        the shop is not clean
        the lights are not bright enough
        it was no fun, too hot inside""",
        mix="""
        +
        tokonya cozy{b}
        display {t}nya cantik{b}, aesthetic
        vibes-nya adem{b}

        !+
        tokonya tidak crowded
        layout-nya not messy, rapi

        -
        tokonya crowded{b}
        layout {t}nya messy{b}
        musiknya kencang{b}, so noisy

        !-
        tokonya kurang cozy
        lighting-nya tidak oke
        AC-nya belum diperbaiki, so hot""",
    ),
}
NEUTRAL = {
    "id": lines(
        """
        {d} biasa saja
        {d} standar
        soal {d}, ya begitulah
        {d} sama seperti toko lain"""
    ),
    "en": lines(
        """
        {d} was okay
        {d} as expected
        average {d}
        {d} same as anywhere"""
    ),
    "mix": lines(
        """
        {d} so so
        {d} standar lah, as expected
        untuk {d} average saja"""
    ),
}
ABOUT = {  # a driver in the words of a customer, for the neutral clauses
    "quality": ("kualitas barangnya", "the quality", "quality barangnya"),
    "delivery": ("pengirimannya", "delivery", "delivery-nya"),
    "after_sales": ("layanan purnajualnya", "after-sales support", "after sales-nya"),
    "service": ("pelayanannya", "the service", "service-nya"),
    "price": ("harganya", "the price", "price-nya"),
    "communication": ("infonya", "the information", "info dari admin"),
    "ease": ("cara belanjanya", "shopping here", "checkout-nya"),
    "delight": ("kejutannya", "the extras", "gift-nya"),
    "customisation": ("tawarannya", "the offers", "offer-nya"),
    "ambience": ("suasana tokonya", "the shop itself", "vibes tokonya"),
}
BUT = {  # between opinions of unlike sign, and of like sign
    "id": (" tapi ", ", namun ", ", sayangnya ", ", cuma ", ", walaupun begitu "),
    "en": (" but ", "; however, ", ", yet ", ", then again ", ", still "),
    "mix": (" tapi ", " but ", ", sayangnya ", ", cuma "),
}
AND = {
    "id": (", ", " dan ", ", terus ", ", apalagi "),
    "en": (", ", " and ", ", also "),
    "mix": (", ", " dan ", " plus ", " and "),
}
OPENERS = {
    "id": ("", "", "", "jujur,", "menurut saya", "baru pertama belanja,", "kemarin beli {t},"),
    "en": ("", "", "", "honestly,", "I think", "first time here,", "bought a {t} yesterday:"),
    "mix": ("", "", "", "jujur,", "overall", "first time belanja,", "kemarin beli {t},"),
}
CLOSERS: dict[
    str, dict[int, tuple[str, ...]]
] = {  # by the overall opinion: 1 good, -1 bad, 0 in between
    "id": {
        1: ("terima kasih", "mantap", "saya akan kembali", "sukses terus"),
        -1: ("tolong diperbaiki", "kecewa saya", "mohon perhatiannya", "saya kapok"),
        0: ("semoga makin baik", "itu saja", "mohon ditingkatkan"),
    },
    "en": {
        1: ("thank you", "well done", "I will be back", "keep it up"),
        -1: ("please fix this", "disappointed", "last time I buy here", "please listen"),
        0: ("that is all", "room to improve", "please improve"),
    },
    "mix": {
        1: ("thank you ya", "recommended banget", "keep it up", "pasti balik lagi"),
        -1: ("please diperbaiki", "so disappointed", "tolong di-improve", "kapok deh"),
        0: ("semoga makin better", "please improve ya", "overall oke lah"),
    },
}
BEFORE = ("", "", "sangat ", "cukup ", "benar-benar ")  # {s}; with a blank, {b} may speak
AFTER = ("", " banget", " sekali")
VERY = ("", "very ", "really ", "so ", "quite ")
SLANG: dict[str, dict[str, tuple[str, ...]]] = {
    "id": {
        "tidak": ("gak", "nggak", "ga", "tdk"),
        "banget": ("bgt", "bangett"),
        "belum": ("blm", "belom"),
        "kurang": ("krg", "kurang"),
        "jangan": ("jgn", "jangan"),
        "bukan": ("bkn", "bukan"),
        "sudah": ("udah", "udh", "sdh"),
        "yang": ("yg",),
        "dengan": ("dgn", "sama"),
        "saja": ("aja",),
        "saya": ("aku", "sy", "gue"),
        "sampai": ("sampe", "nyampe"),
        "sekali": ("bgt", "skali"),
        "bagus": ("bgs", "oke"),
        "barangnya": ("brgnya",),
        "cepat": ("cepet",),
        "lambat": ("lelet",),
        "tolong": ("tlg",),
        "mahal": ("mehong", "mahal"),
        "dan": ("n", "&", "dan"),
        "pakai": ("pake",),
        "terima kasih": ("makasih", "mksh", "thx"),
        "tapi": ("tp", "tapi"),
    },
    "en": {
        "very": ("v", "soo"),
        "really": ("rly", "reaaally"),
        "please": ("pls", "plz"),
        "you": ("u",),
        "thank you": ("thx", "ty", "tysm"),
        "and": ("&", "n"),
        "because": ("bc",),
        "okay": ("ok", "meh ok"),
        "not": ("not", "nt"),
        "great": ("gr8",),
    },
}
SLANG["mix"] = {
    **SLANG["id"],
    "please": ("pls", "plis"),
    "thank you": ("thx", "tengkyu"),
    "so": ("soo", "so"),
}
PARTICLES: dict[str, dict[int, tuple[str, ...]]] = {
    "id": {1: ("deh", "nih", "lho"), -1: ("kok", "nih", "sih", "dong"), 0: ("sih", "ya", "lah")},
    "en": {1: ("yay", ":)"), -1: ("smh", ":("), 0: ("tbh", "idk")},
}
PARTICLES["mix"] = PARTICLES["id"]
