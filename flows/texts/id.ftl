# Semua kalimat yang dibaca orang, menurut urutan percakapan. Hangat, pendek, lugas.
# Kunci sama di setiap bahasa; label tombol paling panjang 24 huruf (20 bila tombolnya tiga atau kurang).

### Salam, menu

welcome =
    Halo! Saya bot SERTAKAN dari { $office }.

    Lewat chat ini Anda bisa menominasikan pekerja di sekitar Anda (asisten rumah tangga, sopir, pedagang) untuk perlindungan BPJS Ketenagakerjaan. Iuran bulan { MONTH($month) } mulai { RUPIAH($lowest) }.
    .invited = Halo! Ini bot SERTAKAN dari { $office }. Kami tidak pernah meminta uang, OTP, atau kata sandi.
    .again =
        Halo lagi! Senang Anda kembali. Saya bot SERTAKAN dari { $office }.

menu = Mau apa hari ini? Ketuk, balas dengan angka, atau tulis saja dengan kata-kata Anda.
    .resume = Lanjutkan nominasi
    .nominate = Daftarkan pekerja
    .workers = Pekerja saya
    .invitation = Undangan untuk saya
    .pay = Bayar iuran
    .cover = Perlindungan saya
    .card = Kartu
    .data = Data saya
    .emergency = Bantuan kecelakaan
    .withdraw = Tarik izin
    .questions = Tanya jawab
    .settings = Pengaturan
    .person = Hubungi petugas

draft = Anda punya nominasi yang belum selesai: { $name } ({ $done } dari { $total } terisi). Mau dilanjutkan? Kalau mulai yang baru, yang itu dibatalkan.
    .resume = Lanjutkan
    .begin_new = Mulai yang baru
    .put_away = Nominasi { $name } yang belum selesai sudah dibatalkan. Kalau keliru, ketik urungkan dalam 10 menit.

recap = Kita lanjutkan nominasi { $name } ({ $done } dari { $total } terisi).
hello = Halo! Kita lanjutkan, ya.
thanks = Sama-sama!
noted = Sudah dicatat.
someone = pekerja Anda

### Daftarkan pekerja

nominate-notice =
    Sebelum mulai, mohon dibaca dulu:

    • Yang disimpan: nama, NIK, tanggal lahir, nomor HP, pekerjaan, tempat kerja dan penghasilan pekerja; juga nama akun dan isi chat Anda.
    • Gunanya: menyiapkan pendaftaran pekerja oleh { $office }, dan hanya itu. Tanpa persetujuan pekerja sendiri, datanya tidak dikirim ke BPJS Ketenagakerjaan.
    • Lamanya: draf { $draft_days } hari, nominasi tanpa persetujuan pekerja { $invited_days } hari, isi chat { $message_days } hari. Bukti persetujuan tetap disimpan; bila pekerja menolak, kode acak dari NIK-nya { $pause_days } hari.
    • Pekerja melihat nama akun Anda dan nomor yang Anda bagikan.
    • Jalurnya: pesan Telegram dan WhatsApp lewat server di luar negeri. Di tempat kami data disandikan.
    • Hak Anda dan pekerja: melihat, memperbaiki, menghapus data, dan menarik persetujuan, lewat { $contact }.

    Setuju data disimpan untuk keperluan ini?
    .again = Setuju data disimpan untuk keperluan yang dijelaskan tadi?
    .agree = Setuju
    .decline = Tidak setuju
    .help = Persetujuan ini dasar kami menyimpan data (UU 27/2022 tentang Pelindungan Data Pribadi). Tanpa setuju, nominasi tidak bisa dibuat, dan tidak ada data pekerja yang disimpan.

nominate-declined = Baik, kami hormati. Nominasi tidak dibuat dan isinya tidak kami simpan sebagai draf. Kalau berubah pikiran, ketik daftar.

nominate-job = Siapa yang mau Anda daftarkan? Pilih pekerjaannya.
    .household = Asisten rumah tangga
    .private_driver = Sopir pribadi
    .driver = Sopir taksi/truk/angkot
    .motorcycle = Ojek atau kurir
    .vendor = Pedagang
    .gardener_guard = Tukang kebun/penjaga
    .farmer_fisher = Petani atau nelayan
    .labourer = Buruh/tukang bangunan
    .other = Pekerjaan lain
    .help = Pekerjaan menentukan potongan iuran yang berlaku. Kalau tidak ada yang pas, pilih Pekerjaan lain.

nominate-job_words = Apa pekerjaannya? Tulis singkat, misalnya: penjahit.

nominate-transport = “{ $job }”: apakah pekerjaannya mengangkut orang atau barang?
    .yes = Ya
    .no = Tidak
    .help = Sektor transportasi mendapat potongan iuran sampai bulan yang berbeda, jadi kami perlu tahu.

nominate-name = Siapa namanya, sesuai KTP?
    .help = Tulis nama seperti di KTP, tanpa Pak atau Bu. Contoh: Budi Santoso.

nominate-nik = Berapa NIK { $name }? 16 angka, ada di bagian atas KTP.
    .help = NIK dipakai BPJS Ketenagakerjaan untuk mengenali peserta. Di sini disimpan tersandi, dan hanya ditampilkan tersamar.

nominate-mine = Pekerja dengan NIK { $nik } sudah Anda nominasikan pada { DATE($nominated_on) } (nomor { $reference }), jadi tidak perlu dua kali. Ketik pekerja untuk melihatnya. Kalau NIK-nya salah ketik, ketik kembali.

nominate-paused = Pekerja dengan NIK { $nik } baru-baru ini memilih tidak ikut. Itu haknya, jadi ia baru bisa diundang lagi dari akun ini setelah { DATE($until) }. Kalau ia sendiri berubah pikiran, ia bisa menghubungi kantor. Kalau NIK-nya salah ketik, ketik kembali.

nominate-too_many = Ada { $count } undangan Anda yang belum dijawab, jadi yang baru harus menunggu dulu. Ingatkan pekerja Anda: ketik pekerja untuk mengirim undangannya lagi. Perlu mendaftarkan lebih banyak sekaligus? { $contact }.

nominate-birth_date = Menurut NIK, tanggal lahirnya { DATE($birth_date) }. { $said } Tanggal berapa yang tertulis di KTP? Kalau sama dengan NIK, jawab sama; kalau lain, tulis tanggalnya, misalnya 17 Agustus 1985. Kalau NIK-nya yang salah ketik, ketik kembali.
    .said = Tadi Anda menulis { DATE($birth_date) }.
    .help = Tanggal di KTP yang kami pakai. NIK tidak berubah walaupun tanggal lahirnya pernah dibetulkan.

nominate-too_young = Maaf, kami tidak bisa menerima nominasi ini: menurut tanggal lahirnya ({ DATE($birth_date) }) usianya { $age } tahun, dan anak di bawah 15 tahun tidak kami daftarkan sebagai pekerja. Kalau tanggalnya keliru, ketik kembali dalam 10 menit. Ada yang ingin dibicarakan? { $contact }.

nominate-too_old = Maaf, pendaftaran hanya untuk yang belum berusia 65 tahun, sesuai ketentuan BPJS Ketenagakerjaan. Menurut tanggal lahirnya ({ DATE($birth_date) }) usianya { $age } tahun. Kalau tanggalnya keliru, ketik kembali dalam 10 menit. Ada yang ingin ditanyakan? { $contact }.

nominate-ask_person = Menurut tanggal lahirnya ({ DATE($birth_date) }) usianya { $age } tahun. Untuk pekerja 15 dan 16 tahun, petugas kami perlu bicara dulu dengan Anda. Silakan hubungi { $contact }. Kalau tanggalnya keliru, ketik kembali dalam 10 menit.

nominate-phone = Berapa nomor HP { $name }? Contoh: 0812-3456-7890.
    .no_phone = Tidak punya HP
    .help = Yang diperlukan nomor pekerja, bukan nomor Anda: ia sendiri yang nanti memutuskan. Kami tidak menulis ke sana tanpa Anda minta. Satu nomor boleh dipakai beberapa pekerja. Kalau tidak punya, pilih Tidak punya HP.

nominate-workplace = Di mana tempat kerjanya? Tulis kabupaten, kota, atau kecamatannya.
    .help = Contoh: Kota Bandung, atau Jekan Raya.

nominate-income = Berapa penghasilan { $name } sebulan? Kira-kira saja, misalnya 1,5 juta. Kalau tidak tetap, tulis rata-ratanya.
    .help = Iuran dan santunan tunai dihitung dari penghasilan sebulan, jadi tulislah yang sebenarnya. Contoh: 2jt, 1.500.000, sejuta setengah.

nominate-programmes = Program apa yang diambil? JKK (kecelakaan kerja) dan JKM (kematian) wajib; JHT (tabungan hari tua) boleh ditambah.
    .jkk_jkm = JKK + JKM
    .jkk_jkm_jht = JKK + JKM + JHT
    .help = JHT adalah tabungan hari tua: semua iurannya ditambah hasil pengembangan. Potongan 50% tidak berlaku untuknya.

nominate-months = Mau bayar berapa bulan sekaligus, mulai { MONTH($month) }?
    .option = { $months } bulan: { RUPIAH($total) }
    .help = Jumlahnya untuk semua bulan. Rinciannya per bulan Anda lihat sebelum setuju. Sekarang belum ada yang perlu dibayar.

nominate-review =
    Mohon diperiksa:

    { $fields }

    Iuran per bulan:
    { $prices }
    Jumlah: { RUPIAH($total) }
    { $remark }

    { $declaration }

    Sudah benar?
    .job = Pekerjaan: { $value }
    .name = Nama: { $value }
    .nik = NIK: { $value } { $note }
    .birth_date = Lahir: { DATE($value) } { $note }
    .from_nik = (dari NIK)
    .phone = HP: { $value }
    .workplace = Tempat kerja: { $value } { $note }
    .income = Penghasilan: { RUPIAH($value) } sebulan
    .programmes = Program: { $value } { $note }
    .months = Bayar untuk: { $value } bulan
    .confirm = Benar, kirim
    .edit = Ubah
    .cancel = Batal
    .help = Pilih Benar kalau semuanya cocok. Untuk mengubah, pilih Ubah, atau tulis misalnya: ubah gaji.

assumed = (perkiraan kami, bisa diubah)
price =
    .month = { MONTH($month) }: { RUPIAH($amount) }
    .months = { MONTH($first) } – { MONTH($last) }: { $count } × { RUPIAH($each) } = { RUPIAH($amount) }
    .discount_ends = Potongan 50% berlaku sampai iuran { MONTH($month) }.
    .one = { MONTH($month) }
    .stretch = { MONTH($first) } – { MONTH($last) } ({ $count } bulan)
    .jht = JHT bisa ditambah: { RUPIAH($amount) } sebulan (Ubah, lalu Program)
    .private_driver = (Apakah potongan { MONTH($first) } – { MONTH($last) } berlaku untuk sopir pribadi belum pasti; di sini dihitung tanpa potongan.)
declaration = Dengan memilih Benar, Anda menyatakan: “Saya sudah memberi tahu { $name } bahwa datanya saya daftarkan di sini.”
price_changed = Iurannya berubah sejak ringkasan tadi, jadi mohon diperiksa sekali lagi.

edit = Bagian mana yang mau diubah?
    .job = Pekerjaan
    .name = Nama
    .nik = NIK
    .birth_date = Tanggal lahir
    .phone = Nomor HP
    .workplace = Tempat kerja
    .income = Penghasilan
    .programmes = Program
    .months = Lama pembayaran
    .back = Tidak jadi ubah
    .kept = Baik, tidak jadi diubah.
    .nothing = Belum ada yang bisa diubah.

nominate-done =
    Terima kasih! Nominasi { $name } sudah tersimpan dengan nomor { $reference }.

    Sekarang { $name } sendiri yang memutuskan. { $how }

    Kalau setuju, Anda kami kabari dan pendaftarannya disiapkan. Tanpa jawaban sampai { DATE($until) }, datanya dihapus. Belum ada yang perlu dibayar. Ketik pekerja kapan saja untuk melihat daftar Anda.

### Undangan dan persetujuan pekerja

invited = Kalau { $name } tidak punya HP, ia bisa menjawab sendiri di HP Anda.
    .assist = Jawab di HP ini
    .first_message = Biar kami yang kirim
    .nominate = Daftarkan lagi
    .menu = Menu
invite =
    .message =
        Halo! { $sponsor } ingin membayari perlindungan kecelakaan kerja dan kematian (BPJS Ketenagakerjaan) untuk Anda. Bagi Anda gratis.

        Lihat dulu, lalu putuskan sendiri, ya atau tidak:
        { $links }

        Ragu? Tanya { $asked } langsung, atau telepon { $office } { $contact }, atau 175.

        Berlaku sampai { DATE($until) }, hanya untuk Anda. Kami tidak pernah meminta uang, OTP, atau kata sandi.
    .someone = Seseorang yang mengenal Anda
    .whoever_sent = yang mengirim pesan ini
    .link = { $link }
    .forward = Teruskan pesan undangan tadi kepadanya, atau tunjukkan kode QR-nya. Ia membukanya dari HP-nya sendiri.
    .token = Dari HP-nya sendiri ia mengetik di bot ini: /start { $token }
    .again = { $name } belum menjawab. { $how } Undangannya berlaku sampai { DATE($until) }.
    .written = Baik, kantor kami yang menghubungi nomor { $name }, satu kali saja, dan menyampaikan siapa yang mengundang. Tautannya tetap boleh Anda teruskan sendiri.
    .not_written = Kami tidak bisa menulis lebih dulu ke nomor { $name }. Teruskan undangannya, atau pilih Jawab di HP ini.
invitation =
    .someone = seseorang yang mengenal Anda
    .asks = { $sponsor } ({ $number })
    .no_number = nomornya tidak dibagikan
    .none = Tidak ada undangan yang menunggu jawaban Anda. Kalau ada tautannya, buka sekali lagi.
    .unknown = Undangan itu tidak kami kenali. Mungkin tautannya terpotong, atau datanya sudah dihapus. Minta yang mengundang mengirimnya sekali lagi.
    .expired = Undangan itu sudah lewat batas waktunya dan datanya sudah dihapus. Kalau masih mau ikut, minta yang mengundang mendaftarkan Anda lagi.
    .answered = Undangan itu sudah dijawab, jadi tidak bisa dibuka lagi.
    .taken = Undangan itu sudah dibuka orang lain. Kalau memang untuk Anda, beri tahu yang mengundang, atau ketik petugas.
    .blocked = Undangan ini belum bisa kami buka di sini, karena NIK-nya belum cocok. Ketik petugas; kantor kami bisa membantu.
    .own = Ini undangan yang Anda buat sendiri untuk { $name }. Yang menjawab harus { $name }: teruskan pesannya.

consent-gone = { $why } Tidak ada yang berubah.
consent-who = Ada undangan untuk { $name }: { $asks } ingin membayari perlindungan BPJS Ketenagakerjaannya, lewat { $office }. Apakah Anda { $name }?
    .me = Ya, itu saya
    .not_me = Bukan saya
    .help = Isi undangan hanya kami tunjukkan kepada orangnya sendiri. Kalau bukan Anda, pilih Bukan saya; tidak ada yang dicatat.
consent-digits = Supaya data { $name } tidak terlihat orang lain: tulis empat angka terakhir NIK Anda. Adanya di KTP.
    .help = Yang kami tanyakan hanya empat angka terakhir NIK, di KTP Anda. Kalau undangan ini bukan untuk Anda, ketik batal.
consent-digits_2 = Angkanya belum cocok dengan undangan ini. Coba lihat KTP sekali lagi: empat angka terakhir NIK?
    .help = Yang kami tanyakan hanya empat angka terakhir NIK, di KTP Anda. Kalau undangan ini bukan untuk Anda, ketik batal.
consent-digits_3 = Masih belum cocok. Sekali lagi, pelan-pelan: empat angka terakhir NIK di KTP Anda?
    .help = Yang kami tanyakan hanya empat angka terakhir NIK, di KTP Anda. Kalau undangan ini bukan untuk Anda, ketik batal.
consent-not_recognised = Belum cocok juga, jadi undangannya belum bisa kami buka di sini. Mungkin ada angka yang keliru ditulis waktu mengundang. Kantor kami bisa membantu: { $contact }. Undangannya tetap menunggu orangnya.
digits =
    .not_four = Tulis empat angka, misalnya 1234.
consent-not_me = Baik, tidak ada yang kami tunjukkan atau catat. Undangannya tetap menunggu orang yang dimaksud. Maaf sudah mengganggu!
consent-name = Siapa nama Anda, sesuai KTP?
consent-nik = Berapa NIK Anda? 16 angka, di bagian atas KTP.
consent-birth_date = Tanggal berapa Anda lahir, sesuai KTP? Contoh: 17 Agustus 1985.
consent-not_eligible = Maaf, menurut tanggal lahir { DATE($birth_date) } usianya { $age } tahun, dan lewat sini kami belum bisa mendaftarkan usia itu. Kalau tanggalnya keliru, ketik kembali dalam 10 menit. Ada yang ingin ditanyakan? { $contact }.
consent-phone = Berapa nomor HP Anda? Contoh: 0812-3456-7890.
    .no_phone = Tidak punya HP
consent-job = Apa pekerjaan Anda?
    .household = { nominate-job.household }
    .private_driver = { nominate-job.private_driver }
    .driver = { nominate-job.driver }
    .motorcycle = { nominate-job.motorcycle }
    .vendor = { nominate-job.vendor }
    .gardener_guard = { nominate-job.gardener_guard }
    .farmer_fisher = { nominate-job.farmer_fisher }
    .labourer = { nominate-job.labourer }
    .other = { nominate-job.other }
consent-job_words = Apa pekerjaannya? Tulis singkat, misalnya: penjahit.
consent-transport = “{ $job }”: apakah pekerjaannya mengangkut orang atau barang?
    .yes = Ya
    .no = Tidak
consent-workplace = Di mana tempat kerja Anda? Tulis kabupaten, kota, atau kecamatannya.
consent-income = Berapa penghasilan Anda sebulan? Kira-kira saja, misalnya 1,5 juta.
    .help = Iuran dan santunan tunai dihitung dari penghasilan sebulan, jadi tulislah yang sebenarnya.
consent-offer =
    { $hello } Data Anda:
    { $fields }

    • Gunanya: { $office } mendaftarkan Anda di BPJS Ketenagakerjaan ({ $programmes }); sebelum Anda setuju, tidak ada yang dikirim.
    • Iurannya dibayar yang mengajak (rencananya { $months } bulan); bagi Anda gratis. Setelah dibayar Anda terlindungi bila kecelakaan kerja atau meninggal, sesuai ketentuan.
    • Disimpan selama Anda ikut; tanpa jawaban dihapus setelah { DATE($until) }. Bukti jawaban tetap ada. Chat lewat server luar negeri.
    • Hak Anda: melihat, memperbaiki, menghapus, menarik izin. Yang mengajak tahu jawaban dan perbaikan Anda.

    { $how }
    .again = Jadi, bagaimana?
    .alone = Yang mengajak: { $asks }.
    .assisted = Bapak/Ibu { $name }, layar ini untuk Anda. Yang mengajak: { $asks }.
    .by_button = Setuju?
    .by_word = Kalau setuju, Anda sendiri mengetik kata ini: { $word }
    .name = { nominate-review.name }
    .nik = NIK: { $value }
    .birth_date = Lahir: { DATE($value) }
    .phone = { nominate-review.phone }
    .job = { nominate-review.job }
    .workplace = Tempat kerja: { $value }
    .income = { nominate-review.income }
    .yes = Ya, saya setuju
    .no = Tidak setuju
    .pause = Nanti dulu
    .edit = Ada yang keliru
    .help = Anda bebas memilih. Ya: data Anda kami siapkan untuk didaftarkan. Tidak: data Anda kami hapus. Nanti: undangannya menunggu. Untuk membetulkan, tulis misalnya: ubah nama.
consent-put_off = Baik, tidak usah buru-buru. Undangannya menunggu sampai { DATE($until) }; sesudah itu datanya dihapus. Ketik lanjut kapan saja, atau tidak setuju kalau tidak mau.
    .answered = Baik. Jawaban Anda sudah dicatat; yang tadi boleh dilengkapi nanti lewat kantor kami.
consent-declined = Baik, kami hormati. Data Anda di undangan ini sudah kami hapus, dan yang mengajak hanya diberi tahu bahwa Anda tidak ikut. Supaya ia tidak bisa mengundang Anda lagi dalam { $pause_days } hari, kami simpan satu kode acak dari NIK Anda; dari kode itu NIK tidak bisa dibaca. Kalau nanti berubah pikiran, hubungi { $contact }.
consent-stayed = Baik, Anda tetap dengan perlindungan yang sudah ada. Data di undangan ini sudah kami hapus, dan yang mengundang hanya diberi tahu bahwa Anda tidak ikut. Supaya ia tidak bisa mengundang Anda lagi dalam { $pause_days } hari, kami simpan satu kode acak dari NIK Anda.
consent-other_cover = Satu hal lagi: Anda sudah punya perlindungan di sini lewat orang lain. { $paid } Satu orang hanya bisa satu. Tetap di sana, atau pindah ke { $sponsor }? { $begins } Kalau tetap, { $sponsor } hanya diberi tahu bahwa Anda tidak ikut.
    .paid = Terbayar sampai { MONTH($until) }.
    .from = Kalau pindah, { $sponsor } membayar mulai { MONTH($month) }.
    .at_once = Belum ada bulan yang terbayar, jadi tidak ada yang hilang.
    .stay = Tetap yang lama
    .change = Pindah
    .help = Nomor pesertanya tetap satu, dan bulan yang sudah dibayar tetap berlaku. Yang membayar sebelumnya diberi tahu kalau Anda pindah.
consent-thanks =
    Terima kasih, { $name }! Persetujuan Anda sudah dicatat. { $office } menyiapkan pendaftarannya; kami kabari di sini. Anda tidak perlu membayar apa pun.

    Kata yang selalu berlaku: perlindungan saya, kartu, data saya, tarik izin.
    .assisted = Terima kasih, { $name }! Persetujuan Anda sudah dicatat, dengan catatan bahwa Anda dibantu di HP ini. { $office } menyiapkan pendaftarannya. Anda tidak perlu membayar apa pun.
consent-address = Boleh dilengkapi, boleh tidak: alamat sesuai KTP?
    .skip_all = Lewati semua
    .skip = Lewati
    .help = Formulir pendaftaran juga menanyakan alamat, kode pos, dan email. Kalau dilewati, kantor yang menanyakannya nanti bila perlu.
joined = Ditambahkan ke alamatnya.
consent-postcode = Kode posnya? Lima angka.
    .skip = Lewati
consent-email = Alamat email, kalau ada?
    .skip = Lewati
consent-done = Selesai. Sekarang tinggal menunggu kabar dari kami. Untuk melihat keadaannya kapan saja, ketik perlindungan saya.
    .assisted = Selesai, terima kasih. HP-nya boleh dikembalikan. Sesudah terdaftar, pembayar menerima tagihannya di sini.

told =
    .consented = Kabar baik: { $name } sudah setuju. { $corrected } Sekarang kantor kami menyiapkan pendaftarannya; sesudah terdaftar, tagihannya kami kirim ke sini. Belum ada yang perlu dibayar.
    .corrected = Ada data yang ia betulkan sendiri.
    .corrected_price = Ada data yang ia betulkan sendiri, jadi iurannya bisa berubah; rinciannya nanti di tagihan.
    .declined = { $name } tidak ikut, jadi nominasinya berakhir dan datanya sudah dihapus. Itu haknya, dan alasannya tidak kami tanyakan. Selama { $pause_days } hari { $name } tidak bisa diundang lagi dari akun ini. Terima kasih sudah peduli.
    .withdrawn = { $name } sudah tidak ikut lagi, jadi bagian Anda selesai. { $paid } Pengembalian iuran tidak bisa kami janjikan. Terima kasih sudah membantu!
    .took_over = { $name } mulai sekarang membayar iurannya sendiri, jadi bagian Anda selesai. { $paid } Terima kasih, bantuan Anda yang memulainya!
    .paid_through = Yang sudah dibayar tetap berlaku: sampai { MONTH($until) }.

### Perlindungan saya

yours = Mau melihat apa lagi?
    .card = Kartu
    .data = Data saya
    .take_over = Bayar sendiri
    .withdraw = Tarik izin
    .menu = Menu
card =
    Konfirmasi dari { $office }, bukan kartu BPJS Ketenagakerjaan.

    { $name } (NIK { $nik })
    { $number }
    Program: { $programmes }
    Terbayar: { $paid }
    { $state }

    { $pays }

    Kalau kecelakaan: segera ke fasilitas kesehatan, kalau bisa PLKK, bawa KTP. Laporkan paling lambat 2x24 jam ke kantor cabang atau 175. Bantuan: { $contact }. Simpan pesan ini; untuk melihatnya lagi, ketik kartu.
    .number = Nomor peserta: { $number }
    .no_number = Nomor peserta belum kami terima
    .pays = Selama perlindungannya berlaku, yang dijamin sesuai ketentuan BPJS Ketenagakerjaan:
    .jkk = • Kecelakaan kerja (JKK): perawatan sesuai kebutuhan medis. Menurut iuran yang dibayar: { RUPIAH($accident) } untuk ahli waris bila meninggal karenanya, { RUPIAH($disability) } bila cacat total tetap.
    .jkk_plain = • Kecelakaan kerja (JKK): perawatan sesuai kebutuhan medis; santunan bila meninggal karenanya atau cacat total tetap.
    .jkm = • Meninggal bukan karena kerja (JKM): { RUPIAH($death) } untuk ahli waris; kalau kepesertaannya belum { $waiting } bulan, { RUPIAH($early) }. Terbayar di sini tanpa putus sejak { MONTH($first) }.
    .jht = • JHT: tabungan, semua iurannya ditambah hasil pengembangan.
    .ahead = Perlindungan dimulai pada tanggal dari BPJS Ketenagakerjaan (tanya 175).
    .unpaid = Iuran { $months } belum tercatat dibayar. Untuk bulan itu kami tidak bisa memastikan perlindungannya; tanyakan ke 175.
    .gap = Karena pernah terputus, hitungan 3 bulan mungkin mulai lagi; tanyakan ke 175.
    .over = Keikutsertaan di sini sudah diakhiri.
    .not_yet = Belum ada konfirmasi untuk { $name }: iuran pertamanya belum tercatat dibayar. Begitu tercatat, { $office } mengirimnya ke sini.
cover =
    Perlindungan Anda:
    { $lines }
    .line = • { $programmes }, dibayar oleh { $payer }: { $status }
    .yourself = Anda sendiri
    .consented = sudah Anda setujui, sedang didaftarkan. Kami kabari kalau sudah.
    .awaiting_payment = sudah terdaftar, menunggu iuran pertama. Perlindungan mulai sesudah itu dibayar.
    .ahead = sudah dibayar untuk { $months }.
    .active = terbayar sampai { MONTH($until) }.
    .due = terbayar sampai { MONTH($until) }. Iuran bulan ini sedang ditunggu.
    .unpaid = terbayar sampai { MONTH($until) }; sesudah itu belum dibayar. Kalau 3 bulan tidak dibayar, perlindungannya tidak aktif.
    .inactive = terbayar sampai { MONTH($until) }, dan tidak aktif karena 3 bulan tanpa iuran. Bisa dilanjutkan: ketik bayar sendiri, atau bicarakan dengan yang membayar.
    .withdrawn = sudah berakhir; terbayar sampai { MONTH($until) }. Mau melanjutkan? Ketik bayar sendiri.
    .over = sudah berakhir, dan belum ada bulan yang terbayar. Mau melanjutkan? Ketik bayar sendiri.
    .runs_on = Bulan yang sudah dibayar tetap berlaku: sampai { MONTH($until) }.
cover-none = Belum ada perlindungan yang tercatat di sini untuk Anda. Kalau punya undangan, buka tautannya. Ada pertanyaan soal data Anda? { $contact }.
cover-no_card = Belum ada kartu yang bisa ditunjukkan. Kartu terbit setelah iuran pertama tercatat dibayar. Untuk melihat pekerja Anda, ketik pekerja.
cover-no_data = Sebagai peserta, yang kami simpan: nama akun dan nomor yang Anda bagikan, isi chat selama { $message_days } hari, persetujuan Anda, dan pekerja yang Anda daftarkan (ketik pekerja). Untuk melihat semuanya, memperbaiki, atau menghapus: { $contact }.
cover-which = Yang mana? Pilih, atau tulis namanya.
    .several = Ada beberapa dengan nama itu. Yang mana?
    .unknown = Nama itu tidak ada di sini. Pilih salah satu, atau tulis namanya, misalnya: Budi.
your_data =
    Yang kami simpan tentang Anda:
    { $fields }

    • Asalnya: { $source }
    • Gunanya: pendaftaran dan iuran Anda, tidak ada yang lain. NIK dan nomor HP disimpan tersandi.
    • Juga alamat, kode pos, dan email, kalau Anda mengisinya.
    • Lamanya: selama Anda ikut. Bukti persetujuan tetap disimpan.
    • Kalau ada yang keliru, ketik keliru; kantor kami memeriksanya. Menghapus: { $contact }. Berhenti ikut: ketik tarik izin.
    .name = { nominate-review.name }
    .nik = NIK: { $value }
    .birth_date = Lahir: { DATE($value) }
    .phone = { nominate-review.phone }
    .job = { nominate-review.job }
    .workplace = Tempat kerja: { $value }
    .income = { nominate-review.income }
    .number = Nomor peserta: { $value }
    .source = dari { $payer } pada { DATE($asked_on) }, dan dari Anda sendiri.
    .source_own = dari yang dulu mengajak Anda, pada { DATE($asked_on) }, dan dari Anda sendiri.
cover-over = Yang ini sudah berakhir, jadi tidak ada izin yang perlu ditarik. { $paid } Untuk menghapus datanya, ketik petugas.
cover-sure = Tarik izin dan berhenti ikut? Iurannya tidak dilanjutkan di sini, dan pendaftaran Anda dihentikan oleh kantor. { $paid } Pengembalian iuran tidak bisa kami janjikan. { $told }
    .told = Yang membayar hanya diberi tahu bahwa Anda tidak ikut lagi.
    .yes = Ya, tarik izin
    .no = Tidak jadi
    .help = Menarik izin adalah hak Anda, tanpa perlu alasan. Kalau hanya ingin membayar sendiri, pilih Tidak jadi, lalu ketik bayar sendiri.
cover-withdrawn = Baik, izin Anda sudah ditarik, dan kantor kami diberi tahu untuk menghentikan pendaftarannya. { $paid } Data yang tersisa bisa dihapus: ketik petugas. Terima kasih, semoga selalu selamat.
cover-contested = Baik, dicatat: ada data Anda yang keliru. { $office } memeriksanya bersama Anda: { $contact } ({ $hours }).
cover-kept = Baik, tidak ada yang berubah.
cover-yours_already = Anda memang sudah membayar sendiri. Untuk tagihannya, ketik bayar.
cover-pay = Mulai sekarang Anda membayar iuran sendiri, dengan nomor peserta dan bulan terbayar yang sama? { $paid } Yang membayar sampai sekarang diberi tahu bahwa bagiannya selesai.
    .yes = Ya, bayar sendiri
    .no = Tidak jadi
    .help = Perlindungannya tetap milik Anda. Yang berubah hanya siapa yang menerima tagihan dan membayar.
cover-gone_for_good = Perlindungan ini sudah berakhir dan tidak bisa dilanjutkan di sini. Ada yang keliru? Hubungi kantor kami: { $contact }.
cover-taken_over = Baik, mulai sekarang tagihannya untuk Anda. { $paid } Ketik bayar untuk melihat jumlahnya, atau pekerja untuk mengatur yang lain.

### Pekerja saya

manage-none = Belum ada pekerja yang Anda nominasikan. Ketik daftar untuk memulai.
manage-worker =
    Pekerja Anda:
    { $lines }

    Yang mana? Pilih, atau tulis namanya.
    .again = Pekerja yang mana? Pilih, atau tulis namanya.
manage-gone = Pekerja itu sudah tidak ada di daftar Anda. Ketik pekerja untuk melihatnya.
manage-action =
    { $line }

    Mau apa?
    .again = Mau apa untuk pekerja ini?
    .pay = Bayar iuran
    .claim = Saya sudah bayar
    .card = Lihat kartu
    .link = Undangan sekali lagi
    .assist = Jawab di HP ini
    .first_message = Biar kami yang kirim
    .change = Ubah data
    .end = Berhenti atau ganti
workers =
    .line = { $dot } { $name } (NIK { $nik }): { $status }
    .brief = { $dot } { $name }: { $status }
    .more = dan { $count } pekerja lagi.
standing =
    .invited = menunggu jawabannya
    .consented = sedang didaftarkan
    .awaiting_payment = menunggu bayar pertama
    .ahead = terbayar s.d. { MONTH($until) }
    .active = terbayar s.d. { MONTH($until) }
    .due = jatuh tempo { DATE($due_on) }
    .unpaid = { $count } bulan belum dibayar
    .inactive = tidak aktif
status =
    .invited = belum ada persetujuannya sendiri. Nanti: { RUPIAH($amount) } untuk { MONTH($month) }
    .consented = sudah setuju, sedang didaftarkan. Nanti: { RUPIAH($amount) } untuk { MONTH($month) }
    .awaiting_payment = menunggu pembayaran pertama, { RUPIAH($amount) } untuk { MONTH($month) }, paling lambat { DATE($due_on) }
    .ahead = sudah terbayar untuk { $months }. Berikutnya { RUPIAH($amount) }, paling lambat { DATE($due_on) }
    .active = terbayar sampai { MONTH($until) }. Berikutnya { RUPIAH($amount) }, paling lambat { DATE($due_on) }
    .due = terbayar sampai { MONTH($until) }. Jatuh tempo { DATE($due_on) }: { RUPIAH($amount) } untuk { MONTH($month) }
    .unpaid = terbayar sampai { MONTH($until) }. { $count } bulan belum dibayar, mulai { MONTH($month) }: { RUPIAH($amount) }. Tiga bulan tanpa iuran membuat perlindungan tidak aktif
    .inactive = tidak aktif sejak 3 bulan tanpa iuran; terbayar sampai { MONTH($until) }. Bisa diaktifkan lagi mulai { MONTH($month) }: { RUPIAH($amount) }

manage-change = Apa yang berubah dari { $name }?
    .phone = Nomor HP
    .income = Penghasilan
    .job = Pekerjaan
    .months = Lama pembayaran
manage-phone = Berapa nomor HP { $name } yang baru? Contoh: 0812-3456-7890.
    .sure = Nomor HP { $name } sekarang { $value }?
    .no_phone = Tidak punya HP
manage-income = Berapa penghasilan { $name } sebulan sekarang? Misalnya 1,5 juta.
    .sure = Penghasilan { $name } sekarang { RUPIAH($value) } sebulan?
    .help = Iuran dan santunan tunai dihitung dari penghasilan sebulan, jadi tulislah yang sebenarnya.
manage-job = Apa pekerjaan { $name } sekarang?
manage-job_words = Apa pekerjaannya? Tulis singkat, misalnya: penjahit.
manage-transport = “{ $job }”: apakah pekerjaannya mengangkut orang atau barang?
    .yes = Ya
    .no = Tidak
    .help = Sektor transportasi mendapat potongan iuran sampai bulan yang berbeda, jadi kami perlu tahu.
manage-months = Mau bayar berapa bulan sekaligus untuk { $name }?
manage-unchanged = Data { $name } memang sudah begitu, jadi tidak ada yang diubah.
manage-corrected =
    Baik, data { $name } sudah diubah:
    { $lines }
manage-new_price =
    Hitungan iurannya sekarang, mulai { MONTH($month) }:
    { $prices }
    Jumlah { $count } bulan: { RUPIAH($total) }
    { $ends }
manage-bill_anew = Tagihannya dihitung ulang. Bayar setelah kantor mengabari bahwa perubahannya sudah masuk. Kantor kami memberitahukan perubahan ini ke pendaftarannya.

manage-end = Apa yang terjadi dengan { $name }?
    .stop = Berhenti membayari
    .cancel = Batalkan nominasi
    .stop_own = Berhenti membayar
    .left = Tidak bekerja lagi
    .replace = Ganti pekerja lain
    .died = Telah berpulang
manage-sure = { $what }
    .yes = Ya, benar
    .no = Tidak jadi
    .stop =
        Berhenti membayari { $name }? { $until }

        { $money } { $name } bisa melanjutkan dengan membayar sendiri.
    .stop_own =
        Berhenti membayar iuran Anda sendiri? { $until }

        { $money } Keikutsertaan Anda di sini diakhiri, dan kantor kami diberi tahu.
    .cancel_consented = Batalkan nominasi { $name }? { $name } sudah setuju tetapi belum terdaftar; pendaftarannya kami hentikan.
    .cancel_invited = Batalkan nominasi { $name }? Undangannya tidak berlaku lagi, { $name } tidak didaftarkan, dan datanya kami hapus.
    .left =
        { $name } tidak bekerja lagi pada Anda, dan Anda berhenti membayari? { $until }

        { $money } { $name } bisa melanjutkan dengan membayar sendiri.
    .replace =
        Ganti { $name } dengan pekerja lain? Bagian { $name } berakhir di sini, lalu kita daftarkan yang baru. { $until }

        Perlindungan tidak bisa dipindahkan ke orang lain: pekerja yang baru didaftarkan sendiri, dengan persetujuannya sendiri.
    .died = Kami turut berduka. Mohon pastikan sekali saja: { $name } telah meninggal dunia? Kalau ya, semua tagihan dan pengingat untuknya langsung berhenti.
manage-no_refund = Uang yang sudah dibayar tidak bisa kami janjikan kembali.
manage-ended = Baik, bagian Anda untuk { $name } sudah selesai, dan tidak ada tagihan lagi. { $until } { $told } Terima kasih atas perhatian Anda.
    .own = Baik, iuran Anda tidak dilanjutkan di sini, dan tidak ada tagihan lagi. { $until } Terima kasih, dan semoga sehat selalu.
manage-worker_told = { $name } kami kabari dengan baik-baik.
manage-kept = Baik, tidak ada yang diakhiri. { $name } tetap di daftar Anda.
manage-died_uncovered = Kami turut berduka atas berpulangnya { $name }. Semua tagihan dan pengingat sudah berhenti. Belum ada iuran yang dibayar lewat sini; apakah ada hak lain bagi keluarganya, silakan tanya { $contact } ({ $hours }) atau telepon 175. Kalau ini keliru, segera hubungi { $contact }.
manage-died =
    Kami turut berduka atas berpulangnya { $name }. Semua tagihan dan pengingat untuknya sudah berhenti, dan { $office } sudah diberi tahu. Kalau ini keliru, segera hubungi { $contact } ({ $hours }).

    Ini bisa diteruskan kepada keluarganya:
manage-for_family =
    Almarhum/almarhumah { $name } tercatat sebagai peserta BPJS Ketenagakerjaan, iuran terbayar sampai { MONTH($until) }. Ahli waris bisa mengajukan santunan, sesuai ketentuan BPJS Ketenagakerjaan:

    { $pays }
    • Yang disiapkan: kartu peserta, KTP almarhum dan ahli waris, surat kematian, Kartu Keluarga, surat keterangan ahli waris, buku nikah (suami/istri), dan buku tabungan.
    • Ke mana: kantor cabang BPJS Ketenagakerjaan, atau telepon 175. Yang berhak dan jumlahnya diputuskan BPJS Ketenagakerjaan. Pengajuan tidak dipungut biaya oleh kami.

    { $office }: { $contact } ({ $hours }).
    .jkm = • Meninggal karena sebab lain (JKM): { RUPIAH($otherwise) } bila kepesertaan aktif; { RUPIAH($early) } bila kepesertaan belum { $months } bulan.
    .scholarship = • Beasiswa untuk paling banyak { $children } anak, sampai { RUPIAH($amount) }, bila meninggal karena kecelakaan kerja; karena sebab lain bila iurannya sudah { $years } tahun.
    .jkk = • Meninggal karena kecelakaan kerja, juga di jalan berangkat atau pulang kerja (JKK): santunan kematian { RUPIAH($amount) }, ditambah santunan berkala dan biaya pemakaman. Laporkan paling lambat 2x24 jam.
    .jkk_plain = • Meninggal karena kecelakaan kerja, juga di jalan berangkat atau pulang kerja (JKK): santunan kematian, ditambah santunan berkala dan biaya pemakaman. Laporkan paling lambat 2x24 jam.

### Tagihan dan pembayaran

bill =
    Tagihan { $name }:
    { $prices }
    Jumlah: { RUPIAH($total) } (tarif per { DATE($tariff) })
    { $ends }

    { $how }

    Bayar lewat kanal resmi BPJS Ketenagakerjaan, misalnya aplikasi JMO, bank, atau kantor pos. Bot ini tidak pernah menerima uang.
    .credit = Dikurangi sisa yang tercatat: { RUPIAH($credit) }
    .code = Kode bayar: { $code }
    .nik = Bayar dengan NIK pekerja, yang berakhiran { $ending }.
    .code_until = Kode bayar: { $code } (bisa dibayar sampai { DATE($day) })
    .other_amount = Kalau kanal menagih jumlah lain, ikuti kanal itu; selisihnya tetap tercatat di sini.
    .due = Jatuh tempo { MONTH($month) }: { DATE($day) }
    .afterwards = Kalau sudah membayar, ketik sudah bayar. Mau bulan yang lain? Ketik bayar.

pay-none = Belum ada pekerja yang Anda daftarkan, jadi belum ada yang perlu dibayar. Ketik daftar untuk memulai.
pay-worker = Untuk pekerja yang mana? Pilih, atau tulis namanya.
pay-not_yet =
    Belum ada yang bisa dibayar:
    { $lines }
    Begitu terdaftar, tagihannya kami kirim ke sini.
    .invited = { $name }: belum menjawab undangannya sendiri.
    .consented = { $name }: sudah setuju, sedang didaftarkan oleh kantor.
pay-gone = Pekerja itu sudah tidak ada di daftar Anda. Ketik pekerja untuk melihatnya.
pay-open =
    { $bill }

    Sudah dibayar?
    .paid = Sudah bayar
    .other = Pilih bulan lain
    .again = Sudah dibayar, atau mau bulan yang lain?
pay-closed = Tagihan itu sudah ditutup. { $what }
    .paid = { $name } terbayar sampai { MONTH($until) }. Ketik bayar untuk bulan berikutnya.
    .unpaid = Belum ada bulan yang tercatat dibayar. Ketik bayar untuk tagihan yang baru.
pay-former =
    .requoted = Tagihan yang lama ({ RUPIAH($total) }) tidak cocok lagi, karena bulan atau tarifnya sudah berganti. Ini hitungan yang baru.
    .expired = Kode bayar yang lama ({ RUPIAH($total) }) sudah lewat batas waktunya. Ini hitungan yang baru.
pay-months =
    Mau bayar berapa bulan untuk { $name }?
    { $why }
    .from = Mulai { MONTH($month) }.
    .late = Yang belum dibayar: { $months }. Bayar { $count } bulan supaya tidak ada tunggakan; kurang dari itu, sisanya tetap belum terbayar.
    .late_once = Yang belum dibayar: { $months }. Bayar { $count } bulan supaya tidak ada tunggakan.
    .inactive = Perlindungannya tidak aktif karena 3 bulan tanpa iuran. Dengan membayar sekarang, hitungannya mulai { MONTH($month) }. Pengaktifannya dipastikan BPJS Ketenagakerjaan (175).
    .which = “{ $number }” itu maksudnya { $number } bulan, atau pilihan nomor { $number }?
    .not_offered = Belum bisa { $months } bulan sekaligus. Pilih salah satu di bawah.
    .help = Jumlahnya untuk semua bulan; rinciannya per bulan tampil di tagihan. Membayar lebih dari satu bulan membuat Anda tidak perlu ingat setiap bulan.
pay =
    .stays_unpaid = Dengan tagihan ini masih belum terbayar: { $months }. Tiga bulan berturut-turut tanpa iuran membuat perlindungan tidak aktif.

claim-none = Belum ada pekerja yang Anda daftarkan. Ketik daftar untuk memulai.
claim-worker = Pembayaran untuk pekerja yang mana? Pilih, atau tulis namanya.
claim-not_yet =
    Belum ada yang bisa dibayar:
    { $lines }
    Kalau Anda terlanjur membayar, simpan buktinya dan hubungi kantor kami: ketik petugas.
claim-gone = Pekerja itu sudah tidak ada di daftar Anda. Ketik pekerja untuk melihatnya.
claim-waits = Bukti bayar untuk { $name } sudah ada di { $office } dan sedang menunggu diperiksa. Tidak perlu kirim lagi; hasilnya kami kabarkan di sini. Ada yang mendesak? { $contact }.
claim-receipt = Terima kasih! Kirim foto atau tangkapan layar bukti bayar untuk { $name } ke sini. { $known }
    .known = Yang sudah tercatat: terbayar sampai { MONTH($until) }.
    .noted = Bahwa Anda sudah membayar sudah dicatat dan sedang diperiksa; buktinya mempercepat.
    .one_for_all = Satu foto untuk semuanya boleh. Kalau buktinya terpisah, pilih Tanpa bukti, lalu ketik sudah bayar untuk mengirimnya satu per satu.
    .no_photo = Tanpa bukti
    .send = Kirim buktinya sebagai foto, tangkapan layar, atau PDF. Tidak punya? Pilih Tanpa bukti.
    .help = Bukti bayar mempercepat pemeriksaan. Yang perlu terlihat: jumlah, tanggal, dan kode bayar atau NIK. Jangan kirim foto KTP, PIN, atau OTP.
claim-thanks = Bukti bayar untuk { $name } sudah kami terima. { $office } memeriksanya pada jam kerja ({ $hours }), lalu hasilnya kami kabarkan di sini. Fotonya kami simpan tersandi dan dihapus { $days } hari setelah diperiksa.
    .no_photo = Dicatat: Anda sudah membayar untuk { $name }. { $office } mencocokkannya pada jam kerja ({ $hours }), lalu hasilnya kami kabarkan di sini. Kalau menemukan buktinya, simpan; kantor mungkin menanyakannya.

receipt =
    .too_big = Berkasnya lebih dari 10 MB. Coba kirim sebagai foto biasa, atau tangkapan layarnya.
    .not_a_picture = Itu bukan foto atau PDF yang bisa dibaca. Kirim foto bukti bayar, tangkapan layar, atau PDF-nya.
    .not_fetched = Berkasnya tidak bisa kami ambil. Coba kirim sekali lagi.

### Kabar

notice =
    .first_message = Halo! { $sponsor } ingin membayari perlindungan BPJS Ketenagakerjaan untuk Anda, lewat { $office }. Bagi Anda gratis, dan Anda sendiri yang memutuskan. Mau lihat dulu? Balas: mau. Ragu? Telepon kantornya: { $contact }. Pesan ini hanya sekali.
    .registered = Kabar baik: { $name } sudah didaftarkan oleh { $office }. { $number } Perlindungannya mulai setelah iuran pertama dibayar dan nomor peserta terbit.
    .billed = Ada kode bayar yang baru untuk { $name }, dari { $office }:
    .registered_worker =
        Halo { $name }, pendaftaran Anda oleh { $office } sudah selesai. { $number }

        Sekarang menunggu iuran pertama dari { $payer }. Perlindungan mulai setelah iuran itu dibayar dan nomor peserta terbit; Anda akan kami kabari. Ketik perlindungan saya untuk melihat keadaannya.
    .number = Nomor peserta: { $number }.
    .a_payer = yang membayari Anda
    .the_payer = Yang membayari Anda
    .type_pay = Untuk melihat tagihannya, ketik bayar.
    .bill_expired = Kode bayar untuk { $name } sudah lewat batas waktunya. Ketik bayar untuk tagihan yang baru. Kalau Anda sudah membayarnya, tidak perlu membayar lagi: ketik sudah bayar, dan { $office } memeriksanya.
    .settled =
        Terima kasih! Pembayaran untuk { $name } sudah masuk:
        { $prices }
        Jumlah: { RUPIAH($total) }
    .received = Pembayaran untuk { $name } sudah tercatat, tetapi belum cukup untuk satu bulan penuh.
    .requoted = Bulan atau harganya lain dari tagihan, karena dibayar di bulan lain atau tarifnya sudah berbeda. Yang berlaku rincian di atas.
    .requoted_short = Bulan atau harganya lain dari tagihan, karena dibayar di bulan lain atau tarifnya sudah berbeda.
    .over = Pembayarannya lebih dari tagihan; lebihnya dipakai untuk bulan-bulan berikutnya.
    .credit = Sisa { RUPIAH($credit) } tetap tercatat untuk pembayaran berikutnya.
    .under =
        Masih kurang { RUPIAH($missing) } untuk:
        { $prices }
        Uang yang sudah dibayar tidak hilang: { RUPIAH($credit) } tercatat dan dihitung pada pembayaran berikutnya. Ketik bayar untuk melihat sisanya.
    .under_none_left =
        Dari tagihan itu masih kurang { RUPIAH($missing) }:
        { $prices }
        Ketik bayar untuk melihat sisanya.
    .paid_until = { $name } terbayar sampai { MONTH($until) }. Berikutnya { RUPIAH($amount) } untuk { MONTH($month) }, paling lambat { DATE($due) }. { $ends }
    .still_unpaid =
        { $name } terbayar sampai { MONTH($until) }. Masih { $count } bulan belum dibayar:
        { $prices }
        Tiga bulan berturut-turut tanpa iuran membuat perlindungan tidak aktif. Ketik bayar untuk melunasinya.
    .nothing_paid = Belum ada bulan yang terbayar, jadi perlindungan { $name } belum mulai.
    .settled_worker =
        Kabar baik, { $name }! { $payer } sudah membayar iuran perlindungan Anda untuk:
        { $months }
    .paid_after_end = Pembayaran { RUPIAH($amount) } untuk { $name } sudah tercatat, tetapi keikutsertaannya sudah berakhir, jadi perlindungan tidak dimulai. { $office } akan melihatnya: { $contact } ({ $hours }).
    .receipt_refused = Maaf, { $office } belum bisa memastikan pembayaran untuk { $name }: { $reason }. Kalau Anda sudah membayar, kirim buktinya lagi dengan mengetik sudah bayar, atau tanya { $contact } ({ $hours }).
    .receipt_unreadable = Bukti bayar untuk { $name } belum bisa kami pakai. { $why } Ketik sudah bayar untuk mengirimnya lagi, atau tanya { $contact } ({ $hours }).
    .invitation_expired = Undangan untuk { $name } tidak dijawab dalam { $days } hari, jadi datanya sudah kami hapus. Kalau { $name } bersedia, silakan daftarkan lagi: ketik daftar.
    .changed_over = Bagian Anda untuk { $name } selesai di sini, dan tidak ada tagihan lagi. { $paid } Terima kasih sudah membantu!
    .changed_over_worker = { $office } mencatat bahwa perlindungan { $name } sekarang dibayar oleh orang lain. Kalau ini keliru, segera hubungi { $contact }.
    .not_registered_worker = { $name } tidak jadi didaftarkan lewat nominasi ini. Ada yang ingin ditanyakan? Hubungi { $office }: { $contact }.
    .corrected =
        { $payer } mengubah data Anda di sini:
        { $changes }
        Kalau ada yang keliru, ketik keliru; kantor kami memeriksanya.
    .ended =
        { $payer } tidak lagi membayari iuran Anda. { $until }

        Perlindungan Anda bisa diteruskan dengan nomor peserta yang sama, dan Anda bayar sendiri: ketik bayar sendiri. Terima kasih sudah ikut, dan semoga sehat selalu.
    .paid_to = Iuran yang sudah dibayar tetap berlaku: sampai { MONTH($until) }.
    .not_paid_yet = Belum ada iuran yang dibayar, jadi perlindungannya belum mulai.
    .ended_early = { $payer } membatalkan rencana mendaftarkan Anda, jadi tidak ada yang perlu Anda lakukan. Kalau ingin ikut sendiri, telepon 175 atau datang ke kantor BPJS Ketenagakerjaan terdekat.

### Pengingat: yang dikirim tanpa diminta, satu pesan untuk semuanya. Setiap langkah punya kata-katanya sendiri: untuk satu
### pekerja, untuk beberapa (.several), dan untuk pekerjanya sendiri (.worker). Templatnya ada di bagian templat.

nudge-due-7 = Halo! Iuran untuk { $name }, bulan { MONTH($month) }, { $due }. { $standing }
    .several = Halo! Iuran untuk { $name } { $due }. Ini semuanya:
nudge-due-3 = Mengingatkan saja: iuran untuk { $name }, bulan { MONTH($month) }, { $due }. { $standing }
    .several = Mengingatkan saja: iuran untuk { $name } { $due }. Ini semuanya:
nudge-due-0 = Iuran untuk { $name }, bulan { MONTH($month) }, { $due }. { $standing } Masih sempat kalau dibayar sekarang.
    .several = Iuran untuk { $name } { $due }. Masih sempat kalau dibayar sekarang. Ini semuanya:
nudge-late-1 = Iuran untuk { $name }, bulan { MONTH($month) }, belum tercatat dibayar; { $due }. Tidak ada denda, dan masih bisa dibayar sekarang. Selama belum dibayar, perlindungan untuk bulan itu tidak bisa kami pastikan, dan sesudah tiga bulan berturut-turut tanpa iuran perlindungannya tidak aktif.
    .several = Iuran untuk { $name } belum tercatat dibayar. Tidak ada denda, dan masih bisa dibayar sekarang. Sesudah tiga bulan berturut-turut tanpa iuran, perlindungan tidak aktif. Ini semuanya:
nudge-month-2-7 = Ini bulan kedua iuran untuk { $name } belum tercatat dibayar: { $unpaid }. Yang terakhir { $due }. Sesudah tiga bulan berturut-turut tanpa iuran perlindungannya tidak aktif: menurut hitungan kami mulai { DATE($inactive_on) }, dan BPJS Ketenagakerjaan bisa menghitungnya lebih awal. Masih ada waktu, dan tidak ada denda.
    .several = Ini bulan kedua iuran untuk { $name } belum tercatat dibayar. Sesudah tiga bulan berturut-turut perlindungan tidak aktif. Tidak ada denda, dan masih ada waktu:
nudge-month-2-0 = Iuran untuk { $name } belum tercatat dibayar: { $unpaid }. Yang terakhir { $due }. Kalau bulan depan pun tanpa iuran, perlindungannya tidak aktif: menurut hitungan kami mulai { DATE($inactive_on) }, dan BPJS Ketenagakerjaan bisa menghitungnya lebih awal.
    .several = Iuran untuk { $name } belum tercatat dibayar selama dua bulan. Kalau bulan depan pun tanpa iuran, perlindungan tidak aktif. Ini semuanya:
nudge-month-3-7 = Ini bulan ketiga, yang terakhir sebelum perlindungan untuk { $name } tidak aktif. Belum tercatat dibayar: { $unpaid }; yang terakhir { $due }. Menurut hitungan kami tidak aktif mulai { DATE($inactive_on) }, dan BPJS Ketenagakerjaan bisa menghitungnya lebih awal. Kalau sedang tidak memungkinkan, tidak apa-apa: perlindungannya bisa diteruskan dengan membayar sendiri, atau dibayari orang lain.
    .several = Ini bulan terakhir sebelum perlindungan untuk { $name } tidak aktif. Kalau sedang tidak memungkinkan, tidak apa-apa: pekerja bisa meneruskannya sendiri. Ini semuanya:
    .worker =
        Kabar ini hanya untuk Anda. Iuran perlindungan Anda tercatat terbayar sampai { MONTH($until) }; sesudah itu belum ada, dan sebabnya bisa apa saja. Kalau tetap tanpa iuran, menurut hitungan kami perlindungannya tidak aktif mulai { DATE($inactive_on) }; BPJS Ketenagakerjaan bisa menghitungnya lebih awal.

        Anda tidak harus apa-apa. Kalau mau, Anda bisa meneruskannya sendiri dengan nomor peserta yang sama: { RUPIAH($total) } untuk { $unpaid }, dan tidak ada tunggakan lagi. Atau mintalah orang lain mendaftarkan Anda di sini; Anda sendiri yang menyetujuinya. Bisa juga dibicarakan dulu dengan yang membayari.
nudge-month-3-0 = Perlindungan untuk { $name } tidak aktif mulai { DATE($inactive_on) } menurut hitungan kami, kalau iurannya tetap kosong. Belum tercatat dibayar: { $unpaid }; yang terakhir { $due }. BPJS Ketenagakerjaan bisa menghitungnya lebih awal. Kalau sedang tidak memungkinkan, tidak apa-apa: perlindungannya bisa diteruskan dengan membayar sendiri, atau dibayari orang lain.
    .several = Perlindungan untuk { $name } sebentar lagi tidak aktif. Kalau sedang tidak memungkinkan, tidak apa-apa: pekerja bisa meneruskannya sendiri. Ini semuanya:
    .worker =
        Kabar ini hanya untuk Anda. Perlindungan Anda menurut hitungan kami tidak aktif mulai { DATE($inactive_on) }, kalau sampai saat itu belum ada iuran; BPJS Ketenagakerjaan bisa menghitungnya lebih awal. Yang tercatat: terbayar sampai { MONTH($until) }.

        Kalau mau, Anda bisa meneruskannya sendiri dengan nomor peserta yang sama: { RUPIAH($total) } untuk { $unpaid }, dan tidak ada tunggakan lagi. Atau mintalah orang lain mendaftarkan Anda di sini; Anda sendiri yang menyetujuinya. Bisa juga dibicarakan dulu dengan yang membayari.
nudge-inactive =
    Perlindungan untuk { $name } menurut hitungan kami tidak aktif sejak { DATE($inactive_on) }, karena tiga bulan tanpa iuran: { $unpaid }. Kalau nanti ada kecelakaan kerja, jaminannya tidak bisa diandalkan.

    Mengaktifkannya lagi cukup dua ketukan: Bayar sekarang, lalu berapa bulan. Hitungannya mulai { MONTH($month) }. Apakah tunggakan lama ditagih dan apakah masa tunggu 3 bulan untuk santunan kematian mulai lagi, dipastikan oleh { $office }: { $contact }.
    .several = Perlindungan untuk { $name } menurut hitungan kami tidak aktif, karena tiga bulan tanpa iuran. Bisa diaktifkan lagi: Bayar sekarang, lalu berapa bulan. Ini semuanya:
    .worker =
        Kabar ini hanya untuk Anda. Perlindungan Anda menurut hitungan kami tidak aktif sejak { DATE($inactive_on) }, karena tiga bulan tanpa iuran; terbayar sampai { MONTH($until) }. Kalau nanti ada kecelakaan kerja, jaminannya tidak bisa diandalkan.

        Bisa diaktifkan lagi: Anda meneruskannya sendiri ({ RUPIAH($total) } untuk { MONTH($month) }), atau orang lain mendaftarkan Anda di sini dan Anda menyetujuinya. Apakah tunggakan lama ditagih dan apakah masa tunggu 3 bulan untuk santunan kematian mulai lagi, dipastikan oleh { $office }: { $contact }.
nudge-price-30 = Kabar harga untuk { $name }. Potongan 50% berlaku sampai iuran { MONTH($last) }: sampai bulan itu { RUPIAH($old) } sebulan, mulai { MONTH($next) } { RUPIAH($new) }. Sejauh ini belum ada kabar perpanjangan. { $remark } Tidak ada yang harus Anda lakukan. Membayar di depan tidak mengunci harga lama: setiap bulan dihitung dengan harganya sendiri.
    .several = Kabar harga untuk { $name }: potongan 50% berlaku sampai iuran { MONTH($last) }, sejauh ini tanpa perpanjangan. Membayar di depan tidak mengunci harga lama: setiap bulan dihitung dengan harganya sendiri.
nudge-price-7 = Sekali lagi soal harga untuk { $name }: potongan 50% berakhir. Sampai iuran { MONTH($last) } { RUPIAH($old) } sebulan, mulai { MONTH($next) } { RUPIAH($new) }. { $remark } Membayar di depan tidak mengunci harga lama: setiap bulan dihitung dengan harganya sendiri.
    .several = Sekali lagi soal harga untuk { $name }: potongan 50% berakhir dengan iuran { MONTH($last) }. Membayar di depan tidak mengunci harga lama: setiap bulan dihitung dengan harganya sendiri.
nudge-invite-2 =
    { $name } belum menjawab undangannya, yang berlaku sampai { DATE($until) }.
    { $how }
    Tidak punya HP? Pilih Jawab di HP ini.
    .several = Undangan untuk { $name } belum dijawab. Ketik pekerja untuk mengirimnya lagi. Ini semuanya:
    .worker = Undangan dari { $payer } masih menunggu jawaban Anda, sampai { DATE($until) }. Anda bebas menjawab ya atau tidak; tanpa jawaban, data Anda kami hapus.
nudge-draft-3h = Lanjutkan nominasi { $name } ({ $done } dari { $of } terisi)? Yang sudah Anda isi masih tersimpan, jadi tinggal sisanya.
    .several = Nominasi untuk { $name } belum selesai; isiannya masih tersimpan. Ini semuanya:
nudge-draft-2d = Lanjutkan nominasi { $name } ({ $done } dari { $of } terisi)? Kalau tidak jadi, biarkan saja: isiannya terhapus sendiri { $days } hari setelah terakhir Anda isi, dan kami tidak mengingatkannya lagi.
    .several = Nominasi untuk { $name } belum selesai. Kalau tidak jadi, biarkan saja: isiannya terhapus sendiri. Ini semuanya:
nudge =
    .lines = { $lines }
    .a_month = { RUPIAH($amount) } sebulan
    .then = { $before }, mulai { MONTH($month) } { RUPIAH($amount) }
    .for_months = Iurannya { $a_month }. Bisa dibayar untuk:
    .amount = • { $months } bulan: { RUPIAH($total) }
    .total = Jumlah: { RUPIAH($total) }
    .sum = Jumlah untuk { $count } pekerja: { RUPIAH($total) }
    .sums = Sekaligus 3 bulan { RUPIAH($for_3) }, 6 bulan { RUPIAH($for_6) }, 12 bulan { RUPIAH($for_12) }
    .more = • dan { $count } lainnya
    .how = Bayar dengan kode atau NIK masing-masing, lewat kanal resmi BPJS Ketenagakerjaan, misalnya aplikasi JMO, bank, atau kantor pos. Bot ini tidak pernah menerima uang.
    .channels = Lewat kanal resmi BPJS Ketenagakerjaan, misalnya aplikasi JMO, bank, atau kantor pos. Bot ini tidak pernah menerima uang.
    .due =
        jatuh tempo { $left ->
            [0] hari ini
            [1] besok
           *[other] { $left } hari lagi
        }, { DATE($day) }
    .was_due = jatuh temponya { DATE($day) }
    .paid_until = Sekarang terbayar sampai { MONTH($until) }.
    .not_begun = Perlindungannya mulai setelah iuran pertama dibayar dan nomor peserta terbit.
    .you = Anda
nudge-line =
    .due = • { $name }: { RUPIAH($total) } untuk { $months }{ $by } ({ $pay })
    .late = • { $name }: { RUPIAH($total) } untuk { $months }, sudah lewat ({ $pay })
    .clock = • { $name }: { RUPIAH($total) } untuk { $months }; tidak aktif mulai { DATE($inactive_on) } ({ $pay })
    .inactive = • { $name }: tidak aktif; mulai lagi { RUPIAH($total) } untuk { $months } ({ $pay })
    .price = • { $name }: { RUPIAH($old) } sebulan, mulai { MONTH($next) } { RUPIAH($new) }
    .yours = • Perlindungan Anda sendiri: terbayar sampai { MONTH($until) }, tidak aktif mulai { DATE($inactive_on) } kalau tanpa iuran. Anda bisa meneruskannya sendiri.
    .lapsed = • Perlindungan Anda sendiri: terbayar sampai { MONTH($until) }, sekarang tidak aktif. Anda bisa meneruskannya sendiri.
    .invite = • Undangan untuk { $name }: belum dijawab, sampai { DATE($until) }
    .invited = • Undangan dari { $payer }: menunggu jawaban Anda sampai { DATE($until) }
    .draft = • Nominasi { $name }: { $done } dari { $of } terisi
    .until = , sampai { DATE($day) }
    .code = kode { $code }
    .nik = NIK …{ $ending }
    .count = { $count } bulan
names =
    .comma = { $first }, { $last }
    .and = { $first } dan { $last }
    .others = { $count } lainnya
nudged =
    .claimed = Dicatat: Anda sudah membayar untuk { $name }. Kami tidak mengingatkan lagi sampai { $office } selesai memeriksanya.
    .paid_already = Iuran itu sudah tercatat terbayar untuk { $name }, jadi tidak perlu apa-apa lagi. Ketik pekerja untuk melihat terbayar sampai kapan.
    .tomorrow = Baik, sampai besok kami diam. Kalau besok masih perlu, kami ingatkan lagi: { DATE($day) }, pukul { CLOCK($at) } { $zone }.
    .no_reminders = Baik, kami tidak mengirim pengingat lagi. Kabar tentang pembayaran dan persetujuan tetap kami sampaikan. Ingat bayar iuran sendiri, ya: sesudah tiga bulan tanpa iuran perlindungan tidak aktif. Ketik mulai kalau ingin diingatkan lagi.
    .stopped = Anda pernah menulis BERHENTI, jadi pengingat belum kami kirim. Ketik mulai kalau ingin menerimanya lagi, bersama kabar lainnya.
    .no_draft = Nominasi itu sudah tidak ada di sini.
nudge-answer =
    .pay = Bayar sekarang
    .claim = Sudah bayar
    .take_over = Bayar sendiri
    .cover = Perlindungan saya
    .invitation = Buka undangan
    .assist = Jawab di HP ini
    .resume = Lanjutkan
    .tomorrow = Ingatkan besok
    .no_reminders = Berhenti ingatkan

staff =
    .other_cover = { $reference }: { $name } (NIK { $nik }) sudah setuju, tetapi NIK-nya punya perlindungan lewat nominasi lain. Tanyakan langsung kepada orangnya, lalu putuskan: pindah, atau tetap yang lama. Sebelum itu ia tidak didaftarkan, dan tidak ada yang diberi tahu.
    .changed_over = { $reference }: { $name } (NIK { $nik }) pindah ke pembayar ini dari { $former }. Mohon daftarkan dengan nomor peserta yang sama, dan cocokkan datanya: bisa ada yang dibetulkan. Sisa uang di { $former }: { $amount }.
    .withdrawn = { $reference }: { $name } (NIK { $nik }) dihentikan. Mohon hentikan juga di pendaftaran.
    .contested = { $reference }: { $name } (NIK { $nik }) mengatakan ada datanya yang keliru. Mohon diperiksa bersama pekerjanya.
    .died = { $reference }: { $name } (NIK { $nik }) dilaporkan meninggal. Semua tagihan dan pengingat sudah berhenti. Mohon dampingi keluarganya.
    .changed_after_registration = { $reference }: data { $name } (NIK { $nik }) berubah setelah terdaftar. Mohon cocokkan dengan pendaftaran dan tagihannya.
    .receipt_waits = { $reference }: bukti bayar untuk { $name } (NIK { $nik }) menunggu diperiksa.
    .payment_unmatched = Pembayaran { $payment } ({ $amount }) tidak cocok dengan pekerja mana pun. Mohon diperiksa.
    .payment_mismatch = Pembayaran { $payment } ({ $amount }): kode dan NIK-nya milik orang yang berbeda. Mohon diperiksa.
    .payment_after_end = { $reference }: pembayaran { $payment } ({ $amount }) masuk setelah nominasinya berakhir. Uangnya tercatat, perlindungan tidak dimulai. Mohon diperiksa.
    .payment_double = { $reference }: pembayaran { $payment } ({ $amount }) sepertinya sama dengan yang sudah tercatat untuk { $name }, jadi belum dihitung. Mohon dipastikan; kalau memang pembayaran kedua, terima.
    .payment_differs = Pembayaran { $payment } dikabarkan lagi dengan jumlah, kode, NIK, atau hari yang lain ({ $amount }). Yang tercatat tidak diubah. Mohon diperiksa.
    .payment_early = { $reference }: ada pembayaran untuk { $name } (NIK { $nik }) yang belum tercatat terdaftar. Uangnya sudah dicatat dan dihitung begitu pendaftarannya dimasukkan.
    .invitation_taken = { $reference }: undangan { $name } dibuka oleh lebih dari satu orang. Mohon dipastikan siapa pekerjanya.
    .not_recognised = { $reference }: seseorang membuka undangan { $name } (NIK { $nik }) dan tiga kali salah menulis empat angka terakhir NIK. Mohon dipastikan siapa pekerjanya dan NIK-nya.
    .taken_over = { $reference }: { $name } (NIK { $nik }) mulai sekarang membayar sendiri. Sisa uang dari pembayar yang lama: { $amount }. Tagihannya yang terbuka sudah ditutup.
    .first_message = { $reference }: peserta minta { $name } dihubungi lebih dulu, dan bot tidak bisa menulis ke nomornya. Mohon dihubungi.
simulated = (DEMO: semua simulasi; tidak ada pendaftaran, kartu atau pembayaran sungguhan.)
sheet =
    .link = lewat tautan sendiri
    .assisted = dibantu di HP peserta
    .first_message = lewat pesan ke nomornya
    .never = belum
    .exported = sudah, { DATE($day) }
    .missing = kosong: { $fields }

### Tanya jawab

questions-topic = Mau tahu soal apa?
    .cost = Iuran dan potongan
    .benefits = Manfaatnya
    .start = Mulai berlaku
    .pay = Cara membayar
    .late = Kalau terlambat bayar
    .who = Siapa yang bisa
    .jht = Tabungan JHT
    .data = Keamanan data
    .official = Apakah ini resmi
faq =
    .cost = Iuran JKK + JKM mengikuti penghasilan: paling rendah { RUPIAH($full) } sebulan tanpa potongan. Jumlah pasti untuk pekerja Anda tampil per bulan sebelum Anda setuju.
    .discount = Potongan 50% untuk JKK dan JKM (PP 50/2025) berlaku untuk iuran bulan { MONTH($other_first) } sampai { MONTH($other) }; untuk sektor transportasi { MONTH($transport_first) } sampai { MONTH($transport) }.
    .benefits = JKK: perawatan kecelakaan kerja sesuai kebutuhan medis sampai sembuh, termasuk di jalan berangkat dan pulang kerja, dan santunan. JKM: Rp42 juta untuk ahli waris bila meninggal bukan karena kecelakaan kerja; kalau kepesertaannya belum 3 bulan, Rp10 juta. Sesuai ketentuan BPJS Ketenagakerjaan.
    .start = Perlindungan mulai setelah iuran pertama dibayar dan nomor peserta terbit. Tanggal pastinya dari BPJS Ketenagakerjaan.
    .pay = Setelah pekerja setuju dan terdaftar, iuran dibayar lewat kanal resmi BPJS Ketenagakerjaan, misalnya aplikasi JMO, bank, atau kantor pos. Bot ini tidak pernah menerima uang.
    .late = Iuran jatuh tempo tanggal 15 bulan itu juga (mundur bila hari libur). Tidak ada denda, tetapi setelah 3 bulan berturut-turut tanpa iuran kepesertaan dan perlindungannya tidak aktif. Sesuai ketentuan BPJS Ketenagakerjaan.
    .who = Pekerja yang tidak digaji perusahaan (asisten rumah tangga, sopir pribadi, pedagang, petani, ojek), punya NIK, masih bekerja, dan belum berusia 65 tahun, sesuai ketentuan BPJS Ketenagakerjaan. Untuk usia 15 dan 16 tahun, kantor kami perlu bicara dulu dengan Anda.
    .jht = JHT (Jaminan Hari Tua) adalah tabungan, boleh diambil boleh tidak: 2% dari dasar upah sebulan, tanpa potongan 50%. Isinya semua iuran ditambah hasil pengembangan, bisa dicairkan mulai usia 56 tahun. Sesuai ketentuan BPJS Ketenagakerjaan.
    .data = NIK dan nomor HP disimpan tersandi dan ditampilkan tersamar atau hanya kepada Anda. Data pekerja tidak dikirim untuk didaftarkan sebelum ia sendiri setuju. Untuk melihat, memperbaiki atau menghapus data, hubungi { $contact }.
    .official = Bot ini dijalankan oleh { $office } untuk gerakan SERTAKAN; ini bukan akun BPJS Ketenagakerjaan sendiri. Kami tidak pernah meminta uang, OTP, atau kata sandi. Kalau ragu, tanya { $contact } atau telepon 175.
    .how = Ketik daftar. Saya tanya satu per satu: pekerjaan, nama, NIK, nomor HP, penghasilan, dan mau bayar berapa bulan. Atau tulis semuanya dalam satu kalimat. Yang perlu disiapkan hanya KTP pekerja; fotonya tidak perlu.
    .no_phone = Tidak apa-apa. Saat ditanya nomor HP-nya, pilih Tidak punya HP.
    .consent = Pekerja sendiri yang memutuskan, di HP-nya atau di HP Anda. Ia melihat siapa yang mengajak dan datanya, lalu menjawab ya, tidak, atau nanti. Kalau tidak, datanya dihapus dan Anda hanya diberi tahu bahwa ia tidak ikut. Tanpa jawaban, datanya dihapus setelah { $invited_days } hari. Sesudah setuju pun izinnya bisa ditarik kapan saja: ketik tarik izin. Nominasi yang masih diisi bisa dibatalkan: ketik batal.
    .other_bpjs = Bot ini soal BPJS Ketenagakerjaan: kecelakaan kerja (JKK), kematian (JKM), dan tabungan hari tua (JHT). Untuk BPJS Kesehatan, silakan tanya BPJS Kesehatan.
    .more = Masih ada pertanyaan? Tulis saja. Untuk mulai, ketik daftar.
    .unknown = Maaf, itu belum bisa saya jawab. Silakan tanya { $contact } ({ $hours }), atau telepon 175.

### Pengaturan

settings-setting = Mau mengatur apa? Pakai WhatsApp dan juga Telegram? Ketik hubungkan.
    .language = Bahasa
    .number = Nomor HP saya
    .reminders = Pengingat
    .zone = Zona waktu
settings-language = Bahasa apa? / Which language?
    .id = Bahasa Indonesia
    .en = English
settings-own_number = Berapa nomor HP Anda sendiri? Contoh: 0812-3456-7890.
    .help = Supaya nomor Anda tidak tertukar dengan nomor pekerja.
settings-number_kept = Nomor Anda sudah dicatat.
settings-reminders = Mau kami ingatkan kalau ada iuran yang jatuh tempo atau ada yang menunggu jawaban Anda?
    .on = Ya, ingatkan
    .off = Tidak usah
settings-reminders_on = Baik, kami ingatkan kalau ada yang perlu.
settings-reminders_off = Baik, tanpa pengingat. Ingat bayar iuran sendiri, ya: setelah 3 bulan tanpa iuran perlindungan tidak aktif. Ketik mulai kalau ingin diingatkan lagi.
settings-zone = Anda tinggal di zona waktu mana? Pengingat kami kirim menurut jam di sana.
    .wib = WIB (barat)
    .wita = WITA (tengah)
    .wit = WIT (timur)
    .help = WIB: Sumatra, Jawa, Kalimantan Barat dan Tengah. WITA: Bali, Nusa Tenggara, Kalimantan lainnya, Sulawesi. WIT: Maluku dan Papua.
settings-zone_set = Baik, jam Anda { $zone }. Pengingat biasanya kami kirim pukul { CLOCK($at) } { $zone }.

language = Baik, kita pakai bahasa Indonesia.
    .not_spoken = Maaf, bahasa itu belum tersedia di sini.

### Hubungkan: satu orang, dua aplikasi

link =
    .offered =
        Mau lanjut di aplikasi lain (WhatsApp atau Telegram)? Buka chat kami di sana dengan akun Anda sendiri, lalu kirim:

        HUBUNGKAN { $code }

        { $where }

        Kodenya berlaku { $minutes } menit dan hanya sekali. Jangan berikan kode ini kepada siapa pun; hanya untuk Anda sendiri di aplikasi Anda yang lain.
    .open = Atau ketuk: { $link }
    .type = Kirim dari aplikasi yang satunya, bukan dari sini.
    .joined = Terhubung! Semua yang ada di aplikasi Anda yang satunya sekarang juga ada di sini, dan nomor HP Anda, kalau ada di sana, ikut terlihat oleh pekerja yang Anda undang. Ternyata bukan aplikasi Anda? Balas PUTUS dalam 24 jam, semua kembali seperti semula.
    .not_linked = Baik, tidak kami hubungkan, dan tidak ada yang melihat data Anda. Kalau ada yang menyuruh Anda membuka kode itu, abaikan saja.
    .account = akun { $channel ->
            [whatsapp] WhatsApp
            [telegram] Telegram
           *[other] lain
        }
    .account_named = akun { $channel ->
            [whatsapp] WhatsApp
            [telegram] Telegram
           *[other] lain
        } ({ $name })
    .lately = Baru saja ada akun yang dihubungkan. Menghubungkan satu akun lagi baru bisa 24 jam sesudahnya. Ternyata bukan akun Anda? Balas PUTUS.
    .office = Akun petugas kantor tidak dihubungkan dengan kode. Minta bantuan admin kantor, ya.
    .both = { $name } Anda daftarkan di kedua aplikasi. Akhiri dulu yang satu (ketik pekerja), lalu minta kode baru.
    .opted_out = Di salah satunya Anda pernah meminta berhenti dikirimi kabar. Itu berlaku untuk keduanya; ketik mulai kalau ingin menerima lagi.
    .unknown = Kode itu tidak kami kenal, atau sudah lewat { $minutes } menit. Ketik hubungkan di aplikasi yang satunya untuk meminta kode baru.
    .own = Kode itu memang milik Anda. Kirimkan dari aplikasi yang satunya, bukan dari sini.
    .too_often = Sudah terlalu sering kode yang keliru. Coba lagi satu jam lagi, ya.
    .told_there = Akun { $channel ->
            [whatsapp] WhatsApp
            [telegram] Telegram
           *[other] lain
        } kini terhubung dengan kode Anda dan melihat semua data Anda di sini. Bukan Anda? Balas PUTUS dalam 24 jam.
link-sure =
        Mau menghubungkan dua akun menjadi satu? Kode ini dibuat oleh { $account }. Kalau dihubungkan, siapa pun yang memegang akun itu melihat semua pekerja dan data Anda di sini.

        Kode ini Anda sendiri yang minta, di aplikasi Anda sendiri? Kalau dari orang lain, pilih Bukan.
    .yes = Ya, saya sendiri
    .no = Bukan
unlink = Sudah diputus. Masing-masing akun kembali punya miliknya sendiri, seperti sebelum dihubungkan, dan tidak lagi melihat yang lain. Yang baru dibuat sesudah itu ada di akun yang meminta kodenya.
    .told_there = Akun yang tadi dihubungkan dengan akun ini sudah diputus dari sana. Semua milik Anda ada lagi di sini, seperti sebelum dihubungkan, dan akun itu tidak lagi melihatnya.
    .nothing = Tidak ada akun yang dihubungkan dalam 24 jam terakhir. Butuh bantuan? Ketik petugas.

### Konsol kantor: hanya untuk petugas

console =
        Ini tautan masuk Anda ke konsol kantor:

        { $link }

        Berlaku { $minutes } menit dan hanya untuk satu kali masuk. Jangan diteruskan ke siapa pun: siapa yang membukanya, masuk sebagai Anda.
    .closed = Konsol kantor belum bisa dibuka dari sini. Mintalah tautannya kepada operator.
    .linked = Baik, { $name }: chat ini sekarang chat Anda sebagai petugas. Hal yang perlu ditangani kantor kami kabarkan di sini. Ketik konsol untuk tautan masuk ke konsol kantor.
    .unknown = Kode itu tidak kami kenal. Kode berlaku { $minutes } menit dan hanya sekali; mintalah yang baru kepada operator.

### Didengar kapan saja

stop = Baik, kami berhenti mengirim kabar dan pengingat. Ingat: tanpa pengingat, iuran bisa terlewat, dan perlindungan tidak aktif setelah 3 bulan tanpa iuran. Kalau Anda menulis ke sini, tetap kami jawab. Ketik mulai untuk menerima lagi.
    .with_draft = Baik, kami berhenti mengirim kabar dan pengingat. Nominasi yang belum selesai tetap tersimpan; ketik lanjut kapan saja. Ingat: tanpa pengingat, iuran bisa terlewat, dan perlindungan tidak aktif setelah 3 bulan tanpa iuran. Ketik mulai untuk menerima lagi.
    .invited = Baik, kami tidak mengirim kabar lagi. Undangannya belum dijawab: tanpa jawaban, datanya dihapus setelah { DATE($until) }. Kalau tidak mau, ketik tidak setuju.
start =
    .again = Selamat datang kembali! Dicatat: Anda bersedia menerima kabar dan pengingat lagi.

emergency =
    Kami turut prihatin. Yang perlu dilakukan sekarang:

    • Ada yang terluka: segera ke fasilitas kesehatan terdekat, kalau bisa Pusat Layanan Kecelakaan Kerja (PLKK). Bawa KTP dan kartu peserta.
    • Kecelakaan kerja, juga di jalan berangkat atau pulang kerja: laporkan paling lambat 2x24 jam ke kantor cabang atau PLKK. Simpan kuitansi, catat saksi dan kejadiannya.
    • Ada yang meninggal: simpan surat kematian, KTP dan KK; ahli waris mengajukannya ke kantor cabang.

    Telepon 175 (PLKK terdekat dan cara melapor), atau { $office }: { $contact }, { $hours }. Apakah perlindungannya berlaku, merekalah yang memastikan.
    .died = Kalau ini tentang pekerja yang Anda daftarkan: ketik pekerja, lalu pilih Berhenti atau ganti. Semua tagihan berhenti, dan Anda kami beri tahu apa yang bisa diajukan keluarganya.
    .draft_is_safe = Nominasi Anda tetap tersimpan. Ketik lanjut kalau sudah siap.

help =
    Anda bisa mengetuk tombol, membalas dengan angka, atau menulis biasa. Kata yang selalu berlaku: kembali, ubah, batal, menu, bahasa, berhenti. Pertanyaan juga boleh, misalnya: berapa iurannya?
    Butuh orang? { $contact } ({ $hours }), atau telepon 175.
    .idle =
        Tulis daftar untuk mendaftarkan pekerja, pekerja untuk melihat daftar Anda, bayar untuk tagihan, perlindungan saya kalau Anda sendiri dilindungi, atau tanyakan apa saja. Kata lain yang berlaku: pengaturan, bahasa, hubungkan (pakai WhatsApp dan Telegram sekaligus), berhenti.
        Butuh orang? { $contact } ({ $hours }), atau telepon 175.

person = Silakan hubungi { $office }: { $contact } ({ $hours }). BPJS Ketenagakerjaan juga bisa ditelepon di 175.

back =
    .first = Ini pertanyaan pertama, jadi tidak ada yang sebelumnya.

pause = Baik, kita berhenti dulu. Isian Anda tersimpan { $days } hari; ketik lanjut kapan saja.
    .nothing = Baik, kapan saja. Ketik menu kalau sudah siap.
cancel = Nominasi { $name } dibatalkan; tidak ada yang dikirim. Kalau berubah pikiran, ketik urungkan dalam 10 menit: selama itu jawaban Anda masih tersimpan.
    .left = Baik, tidak jadi.
    .nothing = Tidak ada yang sedang berjalan, jadi tidak ada yang dibatalkan.
undo = Sudah kembali seperti tadi.
    .nothing = Tidak ada yang bisa dikembalikan. Pembatalan hanya bisa diurungkan dalam 10 menit.

delete_message = Baik, pesan yang berisi NIK kami hapus dari chat ini. Kalau masih terlihat, hapuslah sendiri.
    .nothing = Tidak ada pesan yang perlu dihapus.

shown_again = Sudah beberapa waktu berlalu, jadi kami tunjukkan sekali lagi sebelum Anda menjawab.
    .first = Supaya jelas mana yang Anda jawab, kami tunjukkan sekali lagi. Silakan jawab sesudah ini.
left_out = Baik, itu kami lewati; kantor yang menanyakannya bila perlu.
to_worker =
    .money = Anda tidak membayar apa pun. Iurannya dibayar { $asks }.
    .who = Saya bot { $office }. { $asks } yang mengajak Anda. Untuk memastikan, telepon { $contact } atau 175.
    .later = Bisa berhenti kapan saja: ketik tarik izin.
    .source = Data ini ditulis oleh { $asks } waktu mengajak Anda. Kalau Anda tidak mau, ketik tidak setuju dan datanya kami hapus.
stale = Tombol itu dari pesan yang lama. Sekarang yang kami tanyakan:
not_understood = Maaf, saya belum paham.
sorry = Maaf, ada gangguan di tempat kami. Jawaban Anda sebelumnya tetap tersimpan; coba kirim sekali lagi, atau telepon 175 kalau mendesak.

easier = Tidak apa-apa, ada cara yang lebih mudah: pilih salah satu di bawah, atau minta dibantu { $office }: { $contact } ({ $hours }). BPJS Ketenagakerjaan: telepon 175.

option =
    .back = Kembali
    .person = Bantuan petugas
    .pause = Berhenti dulu
    .delete_message = Hapus pesan NIK
    .contact = Bagikan nomor saya

shared =
    .contact = Terima kasih, tetapi kontak tidak diperlukan di sini.
    .own_number = Terima kasih, nomor Anda sudah kami catat.
    .location = Maaf, lokasi di peta belum bisa saya baca. Tulis saja dengan kata-kata.
    .photo = Maaf, foto tidak bisa saya baca. Jangan kirim foto KTP, ya; tolong ditulis saja.
    .document = Maaf, berkas tidak bisa saya baca. Tolong ditulis saja.
    .voice = Maaf, pesan suara belum bisa saya dengarkan. Tolong ditulis saja.
    .sticker = Stikernya bagus! Tolong tulis dengan kata-kata, ya.
    .other = Maaf, kiriman itu tidak bisa saya baca. Tolong ditulis saja.

### Gambar kartu

card-picture =
    .demo = DEMO – simulasi, bukan kartu sungguhan
    .title = Konfirmasi perlindungan
    .subtitle = Sertakan · Sejahterakan Pekerja Sekitar Anda
    .name = Nama
    .nik = NIK
    .number = Nomor peserta
    .programmes = Program
    .until = Terlindungi s.d.
    .month = { MONTH($month) }
    .scan = Pindai untuk memeriksa
    .note = Konfirmasi dari { $office }, bukan kartu BPJS Ketenagakerjaan.
    .made_on = Dibuat { DATE($day) }

### Halaman pemeriksaan kartu

card-page =
    .demo = DEMO – simulasi: tidak ada pendaftaran, kartu atau pembayaran sungguhan.
    .title = Pemeriksaan kartu
    .genuine = Kartu ini asli
    .genuine_text = Kartu ini dibuat oleh { $office }.
    .name = Nama
    .programmes = Program
    .office = Kantor
    .paid = Lunas s.d.
    .month = { MONTH($month) }
    .nothing_paid = Belum ada bulan yang tercatat dibayar.
    .unpaid = Iuran { MONTH($month) } belum tercatat dibayar. Untuk bulan yang belum dibayar, halaman ini tidak menjanjikan perlindungan dan juga tidak menyatakan bahwa perlindungan tidak ada. Tanyakan ke { $office } atau telepon 175.
    .checked_on = Keadaan pada { DATE($day) }.
    .over = Kartu ini tidak berlaku lagi
    .over_text = Pendaftaran untuk kartu ini sudah diakhiri. Bulan yang sudah dibayar tetap tercatat di BPJS Ketenagakerjaan; tanyakan ke { $office } atau telepon 175.
    .unknown = Kartu ini tidak dikenal
    .unknown_text = Tidak ada kartu dengan kode itu di { $office }. Pindai sekali lagi kode QR di kartunya. Kalau tetap tidak dikenal, jangan percaya kartu itu, dan tanyakan ke kantor.
    .malformed = Alamat ini tidak lengkap
    .malformed_text = Alamat di kartu diakhiri 26 huruf dan angka. Pindai sekali lagi kode QR di kartunya.
    .busy = Terlalu banyak pemeriksaan
    .busy_text = Coba lagi satu menit lagi.
    .away = Belum bisa diperiksa
    .away_text = Data kartu sedang tidak bisa dibaca. Ini bukan tanda bahwa kartunya palsu. Coba lagi beberapa menit lagi.
    .note = Ini konfirmasi dari { $office }, bukan halaman BPJS Ketenagakerjaan. Halaman ini tidak pernah meminta uang, kata sandi, atau kode OTP.
    .contact = Hubungi { $office }: { $contact } ({ $hours }).
    .language = English

### Perintah di daftar Telegram

command =
    .daftar = Daftarkan pekerja di sekitar Anda
    .pekerja = Pekerja saya: status dan iuran
    .bayar = Tagihan dan cara membayar
    .perlindungan = Perlindungan saya sendiri
    .kartu = Kartu konfirmasi
    .dataku = Data saya yang disimpan
    .tarik_izin = Menarik izin dan berhenti ikut
    .menu = Semua pilihan
    .bantuan = Cara memakai, dan siapa yang bisa membantu
    .bahasa = Ganti bahasa
    .hubungkan = Pakai WhatsApp dan juga Telegram
    .berhenti = Jangan kirim kabar dan pengingat

### Jawaban yang belum bisa diterima: alasannya, dan contohnya

choice =
    .unknown = Pilihan itu belum saya kenali. Ketuk tombolnya, atau balas dengan angkanya, misalnya 1.
    .out_of_range = Pilihannya hanya 1 sampai { $count }. Balas dengan salah satu angkanya.
    .unclear = Itu bisa berarti lebih dari satu pilihan. Balas dengan angkanya, misalnya 1.
worker =
    .which = Ada beberapa dengan nama itu. Yang mana?
    .unknown = Nama itu tidak ada di daftar Anda. Pilih, atau tulis namanya seperti di daftar.
months =
    .not_months = Untuk berapa bulan? Yang bisa 1, 3, 6, atau 12 bulan. Contoh: 3 bulan.
    .not_offered = Belum bisa { $months } bulan. Yang bisa 1, 3, 6, atau 12 bulan. Contoh: 3 bulan.
    .which = “3” itu maksudnya 3 bulan, atau pilihan nomor 3?
job =
    .which = Sopir yang mana?
job_words =
    .unclear = Tulis pekerjaannya dengan satu atau beberapa kata, misalnya: penjahit.
    .too_long = Terlalu panjang ({ $count } huruf). Cukup beberapa kata, misalnya: penjahit pakaian.
income =
    .small = Itu terlihat kecil untuk sebulan. Kalau itu upah sehari atau seminggu, tulis jumlah sebulannya. Kalau memang sebulan, pilih di bawah.
    .yes = Ya, { $amount }
region =
    .unknown = Daerah itu tidak saya temukan. Tulis nama kabupaten, kota, atau kecamatan, misalnya: Kota Bandung. (Nama provinsi terlalu luas.)
    .sure = Maksudnya daerah ini? Kalau bukan, tulis nama kabupaten, kota, atau kecamatannya.
    .which = Ada beberapa yang mirip. Yang mana?
phone =
    .shown = { PHONE($number) }
    .none = tidak punya
    .too_many = Nomor itu sudah dipakai untuk beberapa undangan yang belum dijawab. Tulis nomor lain, misalnya 0812-3456-7890, atau pilih Tidak punya HP.
    .own = Itu nomor Anda sendiri. Tulis nomor pekerja, misalnya 0812-3456-7890, atau pilih Tidak punya HP.
    .not_a_number = Nomor HP-nya belum terbaca. Tulis angkanya saja, misalnya 0812-3456-7890.
    .foreign = Itu bukan nomor Indonesia. Yang bisa hanya nomor HP Indonesia, misalnya 0812-3456-7890.
    .landline = Itu nomor telepon rumah atau kantor. Yang diperlukan nomor HP, misalnya 0812-3456-7890.
    .too_short = Nomor itu baru { $count } angka, jadi masih kurang. Contoh yang lengkap: 0812-3456-7890.
    .too_long = Nomor itu { $count } angka, jadi terlalu panjang. Contoh yang benar: 0812-3456-7890.
name =
    .digits = Nama tidak memakai angka. Tulis nama seperti di KTP, misalnya: Budi Santoso.
    .not_a_name = Itu belum terbaca sebagai nama. Tulis nama seperti di KTP, misalnya: Budi Santoso.
    .too_long = Namanya terlalu panjang, paling banyak { $most } huruf. Tulis seperti di KTP, misalnya: Budi Santoso.
    .too_short = Namanya terlalu pendek. Tulis lengkap seperti di KTP, misalnya: Budi Santoso.
nik =
    .unknown_district = (kode kecamatannya tidak ada di daftar terbaru; cocokkan sekali lagi dengan KTP)
    .empty = NIK-nya belum ada. NIK itu 16 angka di bagian atas KTP, misalnya 6202010503800009. Belum pegang KTP-nya? Ketik nanti; isian Anda tersimpan.
    .letters = NIK hanya angka, padahal ada huruf: { $letters }. Contoh: 6202010503800009.
    .too_short = Itu baru { $count } angka, kurang { $missing }. NIK ada 16 angka, misalnya 6202010503800009.
    .too_long = Itu { $count } angka, kelebihan { $extra }. NIK ada 16 angka, misalnya 6202010503800009.
    .province = NIK tidak pernah diawali { $province }: dua angka pertama adalah kode provinsi. Mohon cocokkan dengan KTP, misalnya 6202010503800009.
    .regency = Angka ke-3 dan ke-4 ({ $regency }) bukan kode kabupaten atau kota. Mohon cocokkan dengan KTP, misalnya 6202010503800009.
    .district = Angka ke-5 dan ke-6 ({ $district }) bukan kode kecamatan. Mohon cocokkan dengan KTP, misalnya 6202010503800009.
    .day = Angka ke-7 dan ke-8 ({ $day }) bukan tanggal lahir: 01–31 untuk laki-laki, 41–71 untuk perempuan. Mohon cocokkan dengan KTP, misalnya 6202010503800009.
    .month = Angka ke-9 dan ke-10 ({ $month }) bukan bulan: harus 01 sampai 12. Mohon cocokkan dengan KTP, misalnya 6202010503800009.
    .date = Tanggal lahir di dalam NIK (tanggal { $day } bulan { $month }) tidak ada di kalender. Mohon cocokkan dengan KTP, misalnya 6202010503800009.
    .serial = Empat angka terakhir NIK tidak mungkin { $serial }. Mohon cocokkan dengan KTP, misalnya 6202010503800009.
date =
    .not_a_date = Tanggalnya belum terbaca. Tulis misalnya: 17 Agustus 1985, atau 17-08-1985.
    .impossible = Tanggal itu tidak ada di kalender. Tulis misalnya: 17 Agustus 1985.
    .future = Tanggal itu belum terjadi. Tulis tanggal lahir di KTP, misalnya: 17 Agustus 1985.
    .too_old = Tanggal itu lebih dari 110 tahun yang lalu. Mohon cocokkan dengan KTP, misalnya: 17 Agustus 1985.
money =
    .not_a_number = Jumlahnya belum terbaca. Tulis misalnya: 1,5 juta, atau 1.500.000.
    .range = Tulis satu jumlah saja, yang paling mendekati. Misalnya: 2,5 juta.
    .zero = Penghasilannya perlu lebih dari nol. Kira-kira saja, misalnya: 1,5 juta.
    .too_big = Jumlah itu terlalu besar untuk penghasilan sebulan. Tulis misalnya: 1,5 juta.
    .which = { $number } apa, ribu atau juta? Tulis misalnya: 500 ribu, atau 2 juta.
    .per_day = Itu upah per hari. Tulis jumlah sebulannya, misalnya: 2,5 juta.
    .per_week = Itu upah per minggu. Tulis jumlah sebulannya, misalnya: 2 juta.
    .varies = Kalau tidak tetap, tulis kira-kira rata-ratanya sebulan, misalnya: 1,5 juta.
    .minimum_wage = Berapa rupiah upah minimum di sana? Tulis jumlahnya, misalnya: 3,5 juta.
    .per_other = Itu bukan penghasilan sebulan. Tulis jumlah sebulannya, misalnya: 2 juta.
code_word =
    .not_it = Supaya jelas bahwa ini jawaban Bapak/Ibu sendiri, ketik persis kata ini: { $word }. Kalau tidak setuju, pilih Tidak setuju.
address =
    .unclear = Itu belum terbaca sebagai alamat. Tulis seperti di KTP, misalnya: Jl. Melati No. 3, RT 02/RW 05. Atau pilih Lewati.
    .too_long = Alamatnya terlalu panjang ({ $count } huruf, paling banyak { $most }). Singkat saja, misalnya: Jl. Melati No. 3.
postcode =
    .not_one = Kode pos itu lima angka, misalnya 73111. Tidak tahu? Pilih Lewati.
email =
    .not_one = Itu belum terbaca sebagai email. Contoh: siti@example.org. Tidak punya? Pilih Lewati.
yes_or_no =
    .unclear = Maaf, saya belum yakin maksudnya. Jawab ya atau tidak, misalnya: ya.

### Templat WhatsApp: untuk yang sudah lebih dari sehari tidak menulis. Disetujui WhatsApp lebih dulu;
### tidak diawali atau diakhiri isian, dan dua isian tidak berdampingan.

template-registered = Halo, ini SERTAKAN. Kabar baik: { $name } sudah didaftarkan oleh { $office }, dan perlindungannya mulai setelah iuran pertama dibayar dan nomor peserta terbit. Balas BAYAR untuk melihat tagihannya.
template-billed = Halo, ini SERTAKAN dari { $office }. Iuran untuk { $name } sekarang punya kode bayar yang baru. Balas BAYAR untuk melihat kode dan jumlahnya.
template-registered_worker = Halo { $name }, ini SERTAKAN. Pendaftaran Anda oleh { $office } sudah selesai, dan sekarang menunggu iuran pertama dari { $payer }. Perlindungan mulai setelah iuran itu dibayar dan nomor peserta terbit. Balas PERLINDUNGAN untuk melihat keadaannya.
template-bill_expired = Halo, ini SERTAKAN. Kode bayar iuran untuk { $name } sudah lewat batas waktunya. Balas BAYAR untuk tagihan yang baru. Kalau Anda sudah membayarnya, tidak perlu membayar lagi: balas SUDAH BAYAR, dan { $office } memeriksanya.
template-settled = Halo, ini SERTAKAN dari { $office }. Pembayaran iuran untuk { $name } sebesar { $total } sudah masuk. Terima kasih! Balas PEKERJA untuk melihat terbayar sampai kapan, atau BAYAR untuk bulan berikutnya.
template-received = Halo, ini SERTAKAN dari { $office }. Pembayaran iuran untuk { $name } sudah tercatat, tetapi belum cukup untuk satu bulan penuh. Balas BAYAR untuk melihat sisanya.
template-settled_worker = Halo { $name }, ini SERTAKAN dari { $office }. Kabar baik: iuran perlindungan Anda untuk { $months } sudah tercatat. Pembayarnya: { $payer }. Balas KARTU untuk melihat konfirmasinya.
template-paid_after_end = Halo, ini SERTAKAN. Pembayaran { $amount } untuk { $name } sudah tercatat, tetapi keikutsertaannya sudah berakhir, jadi perlindungan tidak dimulai. Pembayaran itu dilihat oleh { $office }. Balas PETUGAS kalau ada yang ingin ditanyakan.
template-receipt_refused = Halo, ini SERTAKAN. Maaf, { $office } belum bisa memastikan pembayaran untuk { $name }. Alasannya: { $reason }. Kalau Anda sudah membayar, balas SUDAH BAYAR untuk mengirim buktinya lagi, atau tanya { $contact } pada jam kerja.
template-receipt_unreadable = Halo, ini SERTAKAN dari { $office }. Bukti bayar untuk { $name } belum bisa kami pakai. Alasannya: { $why } Balas SUDAH BAYAR untuk mengirimnya lagi, atau tanya { $contact } pada jam kerja.
template-first_message = Halo, ini SERTAKAN dari { $office }. Ada yang ingin membayari perlindungan BPJS Ketenagakerjaan untuk Anda: { $sponsor } namanya. Bagi Anda gratis, dan Anda sendiri yang memutuskan. Mau lihat dulu? Ketuk Lihat undangan, atau balas: mau. Ragu? Telepon { $contact }. Pesan ini hanya sekali.
template-invitation_expired = Halo, ini SERTAKAN dari { $office }. Undangan untuk { $name } tidak dijawab dalam { $days } hari, jadi datanya sudah kami hapus. Balas DAFTAR kalau ia bersedia dan ingin Anda daftarkan lagi.
template-changed_over = Halo, ini SERTAKAN dari { $office }. Bagian Anda untuk { $name } sudah selesai, dan tidak ada tagihan lagi. Terima kasih sudah membantu! Balas PEKERJA untuk melihat daftar Anda.
template-changed_over_worker = Halo, ini SERTAKAN. Di { $office } tercatat bahwa perlindungan { $name } sekarang dibayar oleh orang lain. Kalau ini keliru, segera hubungi { $contact } atau balas PETUGAS.
template-not_registered_worker = Halo, ini SERTAKAN. Pendaftaran { $name } lewat nominasi ini tidak dilanjutkan. Ada yang ingin ditanyakan? Balas PETUGAS, atau hubungi { $office } di { $contact } pada jam kerja.
template-corrected = Halo, ini SERTAKAN dari { $office }. Data Anda di sini diubah oleh { $payer }. Balas DATA SAYA untuk melihatnya, atau KELIRU kalau ada yang tidak benar; kantor kami memeriksanya.
template-ended = Halo, ini SERTAKAN dari { $office }. Ada kabar dari { $payer }: iuran Anda tidak lagi dibayari. Iuran yang sudah dibayar tetap berlaku. Balas BAYAR SENDIRI untuk meneruskannya sendiri, atau PERLINDUNGAN untuk melihat keadaannya.
template-ended_early = Halo, ini SERTAKAN dari { $office }. Ada kabar dari { $payer }: rencana mendaftarkan Anda dibatalkan, jadi tidak ada yang perlu Anda lakukan. Kalau ingin ikut sendiri, telepon 175 atau datang ke kantor BPJS Ketenagakerjaan terdekat.
template-consented = Halo, ini SERTAKAN dari { $office }. Kabar baik: { $name } sudah setuju. Sekarang kantor kami menyiapkan pendaftarannya, dan tagihannya kami kirim ke sini. Belum ada yang perlu dibayar. Balas PEKERJA untuk melihat keadaannya.
template-declined = Halo, ini SERTAKAN dari { $office }. Nominasi { $name } berakhir karena yang bersangkutan tidak ikut, dan datanya sudah dihapus. Itu haknya, dan alasannya tidak kami tanyakan. Selama { $pause_days } hari orang ini tidak bisa diundang lagi dari akun ini. Terima kasih sudah peduli.
template-withdrawn = Halo, ini SERTAKAN dari { $office }. Kami kabarkan bahwa { $name } sudah tidak ikut lagi, jadi bagian Anda selesai. Yang sudah dibayar tetap berlaku; pengembalian iuran tidak bisa kami janjikan. Balas PEKERJA untuk melihat daftar Anda.
template-took_over = Halo, ini SERTAKAN dari { $office }. Kabar baik: { $name } mulai sekarang membayar iurannya sendiri, jadi bagian Anda selesai. Terima kasih, bantuan Anda yang memulainya! Balas PEKERJA untuk melihat daftar Anda.
template-card = Halo, ini SERTAKAN. Ada yang baru pada konfirmasi perlindungan untuk { $name } dari { $office }: sekarang sudah bisa dilihat. Balas KARTU untuk kartu Anda sendiri, atau PEKERJA untuk kartu pekerja Anda.
template-alarm = Halo, ini SERTAKAN. Ada yang perlu ditangani pada layanan di { $office }. Jalankan sertakan doctor di mesinnya untuk melihat apa yang perlu dilakukan.
template-alarm_over = Halo, ini SERTAKAN. Yang perlu ditangani pada layanan di { $office } sudah beres. Jalankan sertakan doctor di mesinnya untuk memastikan.
template-news = Halo, ini SERTAKAN dari { $office }. Ada kabar untuk Anda: { $headline }. Balas KABAR untuk membacanya sampai selesai, atau STOP bila tidak ingin kabar seperti ini lagi.
template-staff = Halo, ini SERTAKAN dari { $office }. Ada tugas baru di daftar kantor: { $kind }. Nomor nominasinya { $reference }, dan rinciannya ada di daftar itu.
    .other_cover = memutuskan antara dua perlindungan
    .changed_over = mendaftarkan pindahnya pembayar
    .withdrawn = menghentikan pendaftaran
    .contested = memeriksa data yang dikatakan keliru
    .died = mendampingi keluarga yang berduka
    .changed_after_registration = mencocokkan data yang berubah
    .receipt_waits = memeriksa bukti bayar
    .payment_unmatched = pembayaran yang tidak cocok dengan siapa pun
    .payment_mismatch = pembayaran dengan kode dan NIK yang berbeda orangnya
    .payment_after_end = pembayaran setelah nominasi berakhir
    .payment_double = pembayaran yang sepertinya sudah tercatat
    .payment_differs = pembayaran yang dikabarkan lagi dengan isi lain
    .payment_early = pembayaran sebelum pendaftaran tercatat
    .invitation_taken = undangan yang dibuka lebih dari satu orang
    .not_recognised = undangan yang NIK-nya tiga kali salah ditulis
    .taken_over = pekerja yang mulai membayar sendiri
    .first_message = pekerja yang minta dihubungi lebih dulu
template-nudge_due_7 = Halo, ini SERTAKAN dari { $office }. Iuran untuk { $name } jatuh tempo pada { $day }. Yang perlu dibayar sekarang { $total } semuanya. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_due_3 = Halo, ini SERTAKAN dari { $office }. Mengingatkan saja: iuran untuk { $name } jatuh tempo pada { $day }. Yang perlu dibayar sekarang { $total } semuanya. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_due_0 = Halo, ini SERTAKAN dari { $office }. Hari terakhir membayar iuran untuk { $name } adalah { $day }. Yang perlu dibayar sekarang { $total } semuanya, dan masih sempat. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_late_1 = Halo, ini SERTAKAN dari { $office }. Iuran untuk { $name } belum tercatat dibayar. Tidak ada denda, dan masih bisa dibayar: { $total } semuanya. Sesudah tiga bulan berturut-turut tanpa iuran, perlindungan tidak aktif. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_month_2_7 = Halo, ini SERTAKAN dari { $office }. Ini bulan kedua iuran untuk { $name } belum tercatat dibayar. Yang perlu dibayar { $total } semuanya, tanpa denda. Kalau tetap tanpa iuran, menurut hitungan kami perlindungan tidak aktif mulai { $inactive_on }, mungkin lebih awal. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_month_2_0 = Halo, ini SERTAKAN dari { $office }. Sudah dua bulan iuran untuk { $name } belum tercatat dibayar. Yang perlu dibayar { $total } semuanya, tanpa denda. Kalau bulan depan pun tanpa iuran, menurut hitungan kami perlindungan tidak aktif mulai { $inactive_on }, mungkin lebih awal. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_month_3_7 = Halo, ini SERTAKAN dari { $office }. Ini bulan terakhir sebelum perlindungan untuk { $name } tidak aktif, menurut hitungan kami mulai { $inactive_on }, mungkin lebih awal. Yang perlu dibayar { $total } semuanya, tanpa denda. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_month_3_7_worker = Halo, ini SERTAKAN dari { $office }, hanya untuk Anda. Iuran perlindungan Anda belum tercatat dibayar. Kalau tetap tanpa iuran, menurut hitungan kami tidak aktif mulai { $inactive_on }, mungkin lebih awal. Anda tidak harus apa-apa, dan boleh meneruskannya sendiri. Balas BAYAR SENDIRI, PERLINDUNGAN, atau BERHENTI INGATKAN.
template-nudge_month_3_0 = Halo, ini SERTAKAN dari { $office }. Perlindungan untuk { $name } menurut hitungan kami tidak aktif mulai { $inactive_on }, mungkin lebih awal, kalau iurannya tetap kosong. Yang perlu dibayar { $total } semuanya, tanpa denda. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_month_3_0_worker = Halo, ini SERTAKAN dari { $office }, hanya untuk Anda. Perlindungan Anda menurut hitungan kami tidak aktif mulai { $inactive_on }, mungkin lebih awal, kalau sampai saat itu belum ada iuran. Anda boleh meneruskannya sendiri. Balas BAYAR SENDIRI, PERLINDUNGAN, atau BERHENTI INGATKAN.
template-nudge_inactive = Halo, ini SERTAKAN dari { $office }. Perlindungan untuk { $name } menurut hitungan kami tidak aktif karena tiga bulan tanpa iuran. Bisa diaktifkan lagi dengan membayar { $total } atau lebih; selebihnya dipastikan oleh kantor kami. Balas BAYAR, SUDAH BAYAR, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_inactive_worker = Halo, ini SERTAKAN dari { $office }, hanya untuk Anda. Perlindungan Anda menurut hitungan kami tidak aktif sejak { $inactive_on } karena tiga bulan tanpa iuran. Bisa diaktifkan lagi: Anda meneruskannya sendiri, atau orang lain mendaftarkan Anda. Balas BAYAR SENDIRI, PERLINDUNGAN, atau BERHENTI INGATKAN.
template-nudge_price_30 = Halo, ini SERTAKAN dari { $office }. Kabar harga iuran untuk { $name }: potongan 50% berlaku sampai iuran { $last }, jadi sampai bulan itu { $old } sebulan dan sesudahnya { $new } sebulan. Membayar di depan tidak mengunci harga lama. Balas BAYAR untuk rinciannya, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_price_7 = Halo, ini SERTAKAN dari { $office }. Sekali lagi soal harga iuran untuk { $name }: potongan 50% berakhir dengan iuran { $last }, jadi sampai bulan itu { $old } sebulan dan sesudahnya { $new } sebulan. Membayar di depan tidak mengunci harga lama. Balas BAYAR untuk rinciannya, INGATKAN BESOK, atau BERHENTI INGATKAN.
template-nudge_invite_2 = Halo, ini SERTAKAN dari { $office }. Undangan untuk { $name } belum dijawab, dan berlaku sampai { $until }. Balas PEKERJA untuk mengirim tautannya lagi, atau untuk membantu menjawab di HP ini. Balas BERHENTI INGATKAN kalau tidak mau diingatkan.
template-nudge_invite_2_worker = Halo, ini SERTAKAN dari { $office }. Undangan yang Anda buka, dari { $payer }, masih menunggu jawaban sampai { $until }. Balas LANJUT untuk membacanya lagi. Anda bebas menjawab ya atau tidak; tanpa jawaban, data Anda kami hapus. Balas BERHENTI INGATKAN kalau tidak mau diingatkan.
template-nudge_draft_3h = Halo, ini SERTAKAN dari { $office }. Lanjutkan nominasi untuk { $name }? Sudah terisi { $done } dari seluruhnya { $of } pertanyaan, dan isiannya masih tersimpan. Balas LANJUT, atau BERHENTI INGATKAN.
template-nudge_draft_2d = Halo, ini SERTAKAN dari { $office }. Lanjutkan nominasi untuk { $name }? Sudah terisi { $done } dari seluruhnya { $of } pertanyaan. Kalau tidak jadi, biarkan saja: isiannya terhapus sendiri. Balas LANJUT, atau BERHENTI INGATKAN.
template-reply =
    .news = Baca kabarnya
    .tomorrow = Ingatkan besok
    .no_reminders = Berhenti ingatkan
    .look = Lihat undangan
    .pay = Bayar iuran
    .paid = Sudah bayar
    .workers = Pekerja saya
    .cover = Perlindungan saya
    .card = Kartu
    .take_over = Bayar sendiri
    .resume = Lanjutkan
    .nominate = Daftarkan pekerja
    .data = Data saya
    .wrong = Data keliru
    .person = Hubungi petugas
template-shown =
    .rupiah = { RUPIAH($value) }
    .month = { MONTH($value) }
    .date = { DATE($value) }
template-otherwise =
    .month = bulan ini
    .day = tanggal jatuh temponya
    .inactive_on = bulan keempat
    .last = bulan terakhir potongan
    .next = bulan berikutnya
    .old = harga dengan potongan
    .new = harga tanpa potongan
    .done = beberapa
    .of = semua
    .headline = ada yang baru
    .name = pekerja Anda
    .office = kantor kami
    .payer = yang membayari Anda
    .sponsor = seseorang yang mengenal Anda
    .token = -
    .contact = kantor kami
    .reason = belum cocok dengan catatan kami
    .why = berkasnya tidak terbaca.
    .total = yang tercatat
    .amount = yang tercatat
    .months = bulan yang tercatat
    .until = batas waktunya
    .days = beberapa
    .pause_days = beberapa
    .kind = perlu diperiksa
    .reference = belum diketahui
template-sample =
    .month = Desember 2026
    .day = 15 Desember 2026
    .inactive_on = 1 Maret 2027
    .last = Desember 2026
    .next = Januari 2027
    .old = Rp8.400
    .new = Rp16.800
    .done = 4
    .of = 9
    .headline = iuran Januari sudah bisa dibayar
    .name = Siti Aminah
    .office = Kantor Cabang Palangka Raya (contoh)
    .payer = Rina
    .sponsor = Rina
    .token = 7K2M9QX4T8WZ3RNB6VHD5JPCEA
    .contact = 0536-000000
    .reason = jumlahnya tidak sama dengan tagihan
    .why = Itu bukan foto atau PDF yang bisa dibaca.
    .total = Rp50.400
    .amount = Rp16.800
    .months = Desember 2026 – Februari 2027
    .until = 29 November 2026
    .days = 7
    .pause_days = 30
    .kind = memeriksa bukti bayar
    .reference = 7K2M9QX4
template-list = Lihat pilihan

### Pemberitahuan untuk yang menjalankan layanan ini: apa yang perlu ditangani, dan caranya

alarms = { $office }, SERTAKAN: ada yang perlu ditangani.
    .over = { $office }, SERTAKAN: yang ini sudah beres.
    .trial = { $office }, SERTAKAN: ini percobaan. Di sini kami memberi tahu bila ada yang perlu ditangani.
alarm-database = Basis data tidak bisa dibaca, atau bukan dari rilis ini.
    .do = Periksa disk dan database.url, lalu jalankan: sertakan doctor
alarm-replies = Balasan tertahan di { $subject }: { $number }, yang terlama { $minutes } menit. { $paused ->
        [yes] Pengiriman di sana sedang dijeda.
       *[no] { "" }
    }
    .do = { $paused ->
        [yes] Bereskan dulu yang disebut tentang { $subject } di pesan lain; setelah itu terkirim sendiri.
       *[no] Jalankan: sertakan doctor. Kalau { $subject } menjawab di sana, mulai ulang layanannya.
    }
alarm-inbox = Pesan masuk belum ditangani: { $number }, yang terlama { $minutes } menit.
    .do = Periksa beban dan disk mesin; lalu mulai ulang layanannya. Tidak ada yang hilang.
alarm-set-aside = Ada pesan yang tidak bisa ditangani dan disisihkan: { $number }.
    .do = Jalankan: sertakan inbox failed. Setelah pembaruan yang memperbaikinya: sertakan inbox replay
alarm-ticks = Pekerjaan berkala berhenti: { $which }.
    .do = Apakah proses dengan peran scheduler berjalan? Cari tick.failed di log; mulai ulang layanannya.
alarm-sender = Tidak ada yang mengirim di { $subject }.
    .do = Jalankan layanan dengan peran sender. Setelah mati mendadak, proses lain mengambil alih dalam 30 detik.
alarm-webhook = Telegram tidak bisa menghubungi kami: { $why ->
        [url] pesannya dikirim ke alamat lain.
        [pending] { $number } pesan menunggu di sana.
       *[error] percobaan terakhirnya gagal.
    }
    .do = { $why ->
        [url] Mulai ulang layanannya supaya alamatnya dipasang; periksa juga apakah program lain memakai token bot ini.
       *[other] Buka server.public_url dari ponsel; periksa proxy, sertifikatnya, dan peran web.
    }
alarm-missed = Ada pesan WhatsApp yang tidak sampai sendiri; pesannya diambil belakangan.
    .do = Cocokkan alamat webhook di Twilio dengan yang disebut sertakan doctor; periksa proxy.
alarm-templates = WhatsApp tidak mengizinkan templat: { $which }.
    .do = Baca alasannya di Twilio, ubah dan pasang teksnya (docs/operating.md, WhatsApp), lalu jalankan: sertakan whatsapp sync. Pesannya menunggu dulu.
alarm-contents = Templat belum pernah dibuat di Twilio: pengingat di WhatsApp menunggu.
    .do = Jalankan: sertakan whatsapp sync
alarm-disk = Disk hampir penuh: sisa { $number } MB.
    .do = Kosongkan (cadangan dan log lama), atau perbesar disknya. Kalau penuh, tidak ada pesan yang bisa diterima.
alarm-errors = Banyak pesan tidak terkirim dalam satu jam terakhir: { $number } dari { $total }.
    .do = Jalankan: sertakan outbox failed, baca alasannya; lalu sertakan doctor.
alarm-broadcast = { $why ->
        [failed] Siaran { $subject } berhenti sendiri: { $number } dari { $total } pesan terakhirnya gagal.
       *[restored] Siaran { $subject } berhenti: cadangan dipulihkan, dan tidak diketahui siapa yang sudah dikirimi.
    }
    .do = { $why ->
        [failed] Jalankan: sertakan broadcast report { $subject }, dan baca alasannya. Lalu lanjutkan (resume) atau batalkan (cancel).
       *[restored] Lanjutkan (sertakan broadcast resume { $subject }) hanya bila pasti belum dikirim sejak cadangan; kalau tidak, batalkan.
    }
alarm-redactions = { $why ->
        [given_up] Ada pesan berisi NIK atau nomor HP yang tidak bisa dihapus di Twilio.
       *[late] Pesan berisi NIK atau nomor HP belum terhapus di Twilio setelah lebih dari sehari: { $number }.
    }
    .do = { $why ->
        [given_up] Cari redactions.given_up di log, lalu hapus pesan itu sendiri di konsol Twilio. Pemberitahuan ini selesai setelah seminggu.
       *[late] Periksa token, saldo, dan keadaan akun di Twilio. Setiap 12 jam dicoba lagi sendiri.
    }
alarm-refusals = { $subject } menyebut sangat banyak alamat tidak ada sekaligus; kami belum memercayainya.
    .do = Lihat status.telegram.org atau status.twilio.com. Tidak ada yang berhenti dikirimi; nanti dicoba lagi sendiri.
alarm-refused = { $subject } menolak mengirim untuk kami: { $why }
    .do = Periksa token, saldo, dan keadaan akun di sana; jalankan: sertakan doctor
alarm-evidence = Persetujuan belum disegel selama { $minutes } menit.
    .do = Jalankan: sertakan check. Kalau ada persetujuan yang disebut berubah atau hilang, jangan ubah apa pun dan simpan salinan basis data.
alarm-clock = Jam mesin melompat ke depan; tidak ada yang dihapus sampai { DATE($until) }.
    .do = Kalau jamnya salah, betulkan. Kalau benar (layanan mati berhari-hari), tidak perlu apa-apa.
alarm-backup = { $days ->
        [0] Belum ada cadangan.
       *[other] Cadangan terakhir berumur { $days } hari.
    }
    .do = Jalankan: sertakan backup. Biarkan mesin melakukannya setiap malam (docs/operating.md).

### Siaran: apa yang salah pada saringan penerima

filter =
    .word = "{ $term }" tidak dikenal. Yang ada: { $known }.
    .close = "{ $term }" tidak dikenal. Maksudnya { $close }?
    .value = "{ $term }" tidak dikenal. Yang ada: { $known }.
    .needs_value = { $word } perlu nilai sesudah titik dua, misalnya { $word }:…
    .no_value = { $word } berdiri sendiri, tanpa nilai.
    .days_due = { $word } ditulis { $word }<=7: jatuh tempo dalam 7 hari. Paling banyak { $most } hari.
    .days_seen = { $word } ditulis { $word }<30h atau { $word }>30h: menulis atau tidak menulis dalam 30 hari. Paling banyak { $most } hari.
    .region = "{ $value }" bukan kode wilayah: 62 (provinsi), 6271 (kota) atau 627101 (kecamatan).
    .tag = "{ $value }" bukan tag: huruf kecil, angka, - dan _, paling panjang 40.
    .took = "{ $value }" ditulis REF atau REF/read, dengan nomor siaran; yang ada: { $outcomes }.
    .too_long = Saringan ini terlalu panjang: paling panjang { $most } huruf.

### Siaran: yang ditulis kantor, dan apa yang salah padanya

campaign = { $text }
    .news = { $text }
    .none = Tidak ada kabar baru untuk Anda saat ini.
    .somebody = Bapak/Ibu
campaign-problem =
    .no_text = Belum ada teks dalam bahasa { $lang }.
    .too_long = Teks dalam bahasa { $lang } { $length } huruf; paling panjang { $most }, supaya menjadi satu pesan.
    .no_such_place = { $place } tidak dikenal; yang ada: { $known }.
    .too_many_buttons = Tombol paling banyak { $most }.
    .button_twice = Ada dua tombol yang membuka { $word }.
    .button_opens = Tombol tidak bisa membuka { $word }; yang bisa: daftar, bayar, pekerja, kartu, perlindungan, petugas, menu …
    .button_label = Tombol { $word } belum bernama dalam bahasa { $lang }.
    .button_long = Nama tombol "{ $label }" terlalu panjang: paling panjang { $most } huruf.
    .no_such_template = Templat { $name } tidak ada; yang ada: { $known }.
    .no_headline = Templatnya perlu judul dalam bahasa { $lang }: satu baris yang mengatakan kabarnya tentang apa.
    .headline_long = Judul dalam bahasa { $lang } paling panjang { $most } huruf dan satu baris.
    .picture = Gambarnya tidak bisa dibaca; kirim PNG atau JPEG, paling besar 5 MB.
    .name = Beri nama siarannya, paling panjang 80 huruf.
    .topic = Topiknya campaign, reminders atau service.
    .hours = Jamnya ditulis 09:00 sampai 17:00, di antara { $from } dan { $until }.
    .weight = Bobotnya 1 sampai 100.
    .deadline = Batas waktunya sudah lewat.
