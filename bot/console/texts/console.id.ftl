# Tulisan pada konsol kantor. Nama status, tugas dan putusan ada di id.ftl, bersama meja demo.

sign-in-title = Masuk ke konsol kantor
sign-in-lead = Tautan Anda siap. Tekan tombol ini untuk masuk di peramban ini.
sign-in-button = Masuk
sign-in-once = Tautan berlaku 10 menit dan hanya untuk satu kali masuk.
sign-in-how = Untuk masuk, mintalah tautan:
sign-in-how-chat = Ketik konsol di chat Anda sendiri dengan bot SERTAKAN, kalau chat itu sudah dihubungkan sebagai chat petugas.
sign-in-how-operator = Atau mintalah kepada operator; ia menjalankan: sertakan admin link NAMA
sign-in-press = Buka tautannya di peramban ini, lalu tekan Masuk.
sign-in-no-script = Nyalakan JavaScript di peramban ini; konsol memerlukannya.
sign-in-refused = Tautan ini tidak berlaku lagi: sudah dipakai, atau sudah lewat 10 menit. Mintalah yang baru.

console = Konsol kantor
skip-to-content = Langsung ke isi
menu-open = Buka menu
menu = Menu
sign-out = Keluar
role-owner = pemilik
role-staff = petugas
role-viewer = hanya melihat
console-failed = Tidak berhasil, dan tidak ada yang berubah. Coba lagi; kalau tetap begitu, beri tahu operator. ({ $what })
console-cannot = Tidak bisa dilakukan: { $what }
console-may-not = Ini bukan untuk peran Anda ({ $role }).
console-done = Tersimpan.
console-cancel = Batal
console-more = Berikutnya
console-less = Sebelumnya
console-search = Cari
console-export-csv = Unduh CSV
console-export-xlsx = Unduh XLSX
console-rows-from-to = { $first }–{ $last } dari { $n }

page-beranda = Beranda
page-orang = Orang
page-pendaftaran = Pendaftaran
page-pembayaran = Pembayaran
page-siaran = Siaran
page-percakapan = Percakapan
page-perkiraan = Perkiraan
page-masalah = Masalah
page-jejak = Jejak

console-nothing-found = Tidak ada yang cocok
console-other-filter = Coba saringan atau kata lain, atau hapus saringannya.

trail-lead = Siapa mengerjakan apa, dari konsol, chat, atau komputer operator. Baris hanya bisa ditambah; yang diubah atau dihapus diam-diam akan ketahuan.
trail-position = No.
trail-at = Waktu
trail-actor = Siapa
trail-what = Apa
trail-subject = Tentang
trail-change = Perubahan
trail-day = Tanggal
trail-operator = operator di komputernya
trail-any = Semua
trail-none = Belum ada yang tercatat
trail-none-do = Setiap tindakan kantor, juga masuk dan keluar, muncul di sini dengan sendirinya.
did-signed-in = Masuk
did-signed-out = Keluar
did-sign-in-asked = Minta tautan masuk di chat
did-chat-linked = Hubungkan chat
did-staff-invited = Undang petugas
did-staff-left = Akhiri petugas
did-registered = Catat pendaftaran
did-payment-confirmed = Pastikan pembayaran
did-payment-accepted = Terima pembayaran (bukan dobel)
did-payment-assigned = Berikan pembayaran
did-receipt-verified = Sahkan struk
did-receipt-refused = Tolak struk
did-cover-decided = Putuskan perlindungan lain
did-pause-lifted = Buka jeda undangan
did-task-done = Selesaikan tugas

home-tasks-lead = Yang menunggu tangan kantor, yang terlama di atas.
home-tasks-none-do = Kabar baru dari peserta dan pekerja yang perlu ditangani muncul di sini.
