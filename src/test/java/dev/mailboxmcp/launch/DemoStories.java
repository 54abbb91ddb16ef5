// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import dev.mailboxmcp.launch.DemoMail.Person;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the people of the demo write to each other. Invented, and the same every time. */
final class DemoStories {
    private static final Person JUERGEN = new Person("Jürgen Müßig", "j.muessig@roestmaschinen.example");
    private static final Person LUKASZ = new Person("Łukasz Żurawski", "lukasz@kawiarnia-zaulek.example");
    private static final Person HANAKO = new Person("佐藤 花子", "hanako.sato@kissaten.example");
    private static final Person MUHAMMAD = new Person("محمد العلي", "m.alali@yemen-coffee.example");
    private static final Person INES = new Person("Inês Carvalho", "ines@cooperativa-serra.example");
    private static final Person TOMAS = new Person("Tomáš Dvořák", "tomas@tiskarna.example");
    private static final Person MIRA = new Person("Mira Okafor", "mira.okafor@stadtblatt.example");
    private static final Person WAREHOUSE = new Person("Harbour Warehouse", "notices@harbour-warehouse.example");
    private static final Person BANK = new Person("Fördebank", "service@foerdebank.example");
    private static final Person SHOP = new Person("Nordwind Web Shop", "orders@shop.demo.example");
    private static final Person LETTER = new Person("The Cupping Table", "weekly@cupping-table.example");
    private static final Person FAIR = new Person("Coffee Fair Team", "team@coffee-fair.example");
    private static final Person PARCEL = new Person("Paketpost", "no-reply@paketpost.example");
    private static final Person POST_OFFICE = new Person("Mail Delivery System", "mailer-daemon@mx.demo.example");
    private static final Person LOTTERY = new Person("Prize Department", "winner@lucky-draw.example");

    private static final List<String> COFFEES = List.of(
            "Yirgacheffe Natural",
            "Serra do Caparaó",
            "Haraz Mocha",
            "Huila Washed",
            "Nordwind Espresso",
            "Decaf Sidamo");
    private static final List<Person> CUSTOMERS = List.of(
            LUKASZ,
            HANAKO,
            new Person("Zoë Brontë-Lacroix", "zoe@petit-noir.example"),
            new Person("Дарья Ковальчук", "darya@kavarnya.example"),
            new Person("Nguyễn Thị Hương", "huong@caphe.example"),
            new Person("Ólafur Þórsson", "olafur@kaffihus.example"),
            new Person("Θεοδώρα Παππά", "theodora@kafeneio.example"));

    private final Person alice;
    private final Person bob;
    private final ZonedDateTime now;
    private final Random random = new Random(20);

    DemoStories(Person alice, Person bob, ZonedDateTime now) {
        this.alice = alice;
        this.bob = bob;
        this.now = now.withNano(0);
    }

    /** Conversations. */
    List<DemoMail> threads() {
        List<DemoMail> all = new ArrayList<>();
        thread(
                all,
                new DemoMail(JUERGEN, List.of(alice), "Ersatzteil für die Trommel – Lieferzeit", """
                        Liebe Frau Sørensen,

                        das Lager der Trommel ist ab Werk leider erst in drei Wochen lieferbar. Ein gebrauchtes, \
                        geprüftes Teil könnte ich schon am Donnerstag einbauen (380 € statt 540 €, ein Jahr Garantie).

                        Was ist Ihnen lieber?

                        Mit freundlichen Grüßen
                        Jürgen Müßig""", at(9, "08:12")),
                List.of(alice, JUERGEN, alice),
                List.of(
                        "Lieber Herr Müßig,\n\ndann bitte das geprüfte Teil am Donnerstag. Ab 7 Uhr ist jemand da.\n\nAlice Sørensen",
                        "Gern, ich komme um 7:30 Uhr. Bitte die Maschine am Abend vorher nicht mehr anheizen.\n\nJürgen Müßig",
                        "Wird gemacht. Danke!"));
        thread(
                all,
                new DemoMail(INES, List.of(alice), "New harvest: samples and prices", """
                        Dear Alice,

                        the new harvest of Serra do Caparaó is in, and it is the sweetest in years: red apple, panela, \
                        a little orange. Six samples are on their way to you.

                        Prices FOB are in the attached sheet. We can hold 20 bags until the end of the month.

                        Abraço
                        Inês""", at(6, "14:05"))
                        .attach(
                                "precos-safra.xlsx",
                                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                DemoFiles.priceList())
                        .attach("Colheita.png", "image/png", DemoFiles.picture())
                        .flagged(),
                List.of(alice, INES),
                List.of(
                        "Dear Inês,\n\nsplendid, thank you! I will cup them on Friday. Please hold the 20 bags.\n\nAlice",
                        "Held for you, under contract number CS-2087. Tell me by the 28th.\n\nInês"));
        thread(
                all,
                new DemoMail(bob, List.of(alice), "VAT return: three receipts are missing", """
                        Hi Alice,

                        for the quarterly return I still need:

                        1. the receipt for the grinder (about 1,150 EUR, in the second week),
                        2. the fuel receipts of the van,
                        3. the invoice of the printer, Tomáš.

                        The deadline is the 10th, so by Friday would be lovely.

                        Bob""", at(4, "09:30"))
                        .flagged(),
                List.of(alice, bob, alice),
                List.of(
                        "Hi Bob,\n\nthe grinder was 1,148.90 EUR, receipt follows tonight. I am asking Tomáš for his invoice again.\n\nAlice",
                        "Thanks. Two more questions: was the grinder for the shop or for the roastery? And do we still rent the storage in Kiel?\n\nBob",
                        "For the roastery. The storage ended in June, see their confirmation in the archive."));
        thread(
                all,
                new DemoMail(TOMAS, List.of(alice, bob), "Faktura 2031 – etikety (labels)", """
                        Dobrý den, hello Alice,

                        here is the invoice for the 4,000 labels. They left this morning and should be with you on Monday.

                        S pozdravem
                        Tomáš Dvořák""", at(3, "16:48"))
                        .attach(
                                "Faktura č. 2031.pdf",
                                "application/pdf",
                                DemoFiles.pdf("Faktura 2031: 4000 labels, 612.00 EUR"))
                        .unread(),
                List.of(),
                List.of());
        thread(
                all,
                new DemoMail(HANAKO, List.of(alice), "コーヒー豆の追加注文について", """
                        Sørensen 様

                        いつもお世話になっております。喫茶「みなと」の佐藤です。
                        先日のイルガチェフェが大変好評でしたので、来月は 12 kg お願いしたく存じます。
                        発送は 15 日ごろで可能でしょうか。

                        どうぞよろしくお願いいたします。
                        佐藤 花子""", at(2, "03:20")),
                List.of(alice),
                List.of("佐藤 様\n\nThank you very much! 12 kg on the 15th is fine, same price as last time.\n\nAlice"));
        thread(
                all,
                new DemoMail(MUHAMMAD, List.of(alice), "عينات جديدة من حراز", """
                        السيدة أليس المحترمة،

                        أرسلنا لكم اليوم ثلاث عينات من محصول حراز الجديد. نرجو إبلاغنا برأيكم بعد التذوق.

                        We can also ship by sea from Aden again; 6 to 7 weeks.

                        مع خالص التحية
                        محمد العلي""", at(1, "11:02")).unread(),
                List.of(),
                List.of());
        thread(
                all,
                new DemoMail(
                                LUKASZ,
                                List.of(alice),
                                "Zamówienie na grudzień – pytanie o kawę bezkofeinową",
                                """
                        Cześć Alice,

                        czy „Decaf Sidamo” będzie dostępna w grudniu? Potrzebujemy około 8 kg, najlepiej w dwóch dostawach.
                        Goście pytają o nią codziennie, a zażółcona półka stoi pusta :)

                        Pozdrawiam serdecznie
                        Łukasz""",
                                at(1, "17:45"))
                        .unread()
                        .flagged(),
                List.of(),
                List.of());
        thread(
                all,
                new DemoMail(MIRA, List.of(alice), "Portrait for the weekend edition?", """
                        Hello Ms Sørensen,

                        we are preparing a series on small workshops in the harbour quarter and would like to visit \
                        the roastery: one hour, one photographer, no make-up needed. Would next Tuesday or Wednesday \
                        morning suit you?

                        Kind regards
                        Mira Okafor, Stadtblatt""", at(5, "10:10")),
                List.of(alice, MIRA, alice, MIRA),
                List.of(
                        "Hello Ms Okafor,\n\nwith pleasure. Wednesday at 9 would be best: we roast until noon, and it smells good.\n\nAlice Sørensen",
                        "Wednesday at 9 it is. May we film the cooling tray for fifteen seconds?\n\nMira Okafor",
                        "Of course, as long as nobody touches it :)",
                        "Promised. See you on Wednesday!"));
        DemoMail lost = new DemoMail(
                alice,
                List.of(new Person("Caffè Traunstein", "bestellung@caffe-traunstien.example")),
                "Your order for the autumn: two bags short",
                "Dear all,\n\nthe Huila is two bags short this month. May I send Serra do Caparaó for the rest?\n\nAlice Sørensen",
                at(3, "11:20"));
        all.add(lost);
        all.add(new DemoMail(
                        POST_OFFICE,
                        List.of(alice),
                        "Undelivered Mail Returned to Sender",
                        "I am sorry to have to inform you that your message could not be delivered.\n\n"
                                + "<bestellung@caffe-traunstien.example>: there is no such host",
                        at(3, "11:21"))
                .undelivered(lost)
                .unread());
        all.add(new DemoMail(
                        FAIR,
                        List.of(alice),
                        "Invitation: exhibitors' meeting",
                        "Dear exhibitors,\n\nplease join our meeting before the fair. Agenda: stand plan, power, waste.\n\nYour Coffee Fair Team",
                        at(2, "13:00"))
                .calendar(invitation())
                .unread());
        all.add(new DemoMail(
                        bob,
                        List.of(alice),
                        "Lunch today?",
                        "The soup place has the pumpkin one again. 12:30?\n\nBob",
                        now.minusMinutes(95))
                .unread());
        return all;
    }

    /** What machines send. */
    List<DemoMail> notices() {
        List<DemoMail> all = new ArrayList<>();
        for (int week = 0; week < 14; week++) {
            DemoMail mail = new DemoMail(
                            WAREHOUSE,
                            List.of(alice),
                            "Weekly stock report, week " + (14 - week),
                            "Bags in stock: " + (40 + random.nextInt(60)) + "\nIncoming: " + random.nextInt(20)
                                    + "\nTemperature: " + (16 + random.nextInt(4)) + " °C, humidity "
                                    + (50 + random.nextInt(8))
                                    + " %",
                            at(2 + 7 * week, "06:00"))
                    .automatic();
            all.add(week % 3 == 0 ? mail.attach("stock.csv", "text/csv", DemoFiles.stock(random)) : mail);
        }
        for (int month = 0; month < 5; month++) {
            all.add(new DemoMail(
                            BANK,
                            List.of(alice, bob),
                            "Ihr Kontoauszug ist da",
                            "Guten Tag,\n\nIhr neuer Kontoauszug liegt im elektronischen Postfach.\n\nIhre Fördebank",
                            at(8 + 30 * month, "07:15"))
                    .automatic()
                    .attach("Kontoauszug.pdf", "application/pdf", DemoFiles.pdf("Kontoauszug " + (month + 1))));
        }
        for (int parcel = 0; parcel < 12; parcel++) {
            DemoMail mail = new DemoMail(
                            PARCEL,
                            List.of(alice),
                            "Ihre Sendung JJD" + (100000 + random.nextInt(900000)) + " ist unterwegs",
                            "Die Zustellung erfolgt voraussichtlich morgen zwischen 9 und 13 Uhr.",
                            at(1 + parcel * 5, "18:2" + random.nextInt(10)))
                    .automatic();
            all.add(parcel < 2 ? mail.unread() : mail);
        }
        return all;
    }

    /** A newsletter, in HTML as they come. */
    List<DemoMail> newsletters() {
        List<String> topics = List.of(
                "Water, the forgotten ingredient",
                "Why the second crack is overrated",
                "Anaerobic: fashion or future?",
                "The price of shade",
                "Cupping blind, and humble",
                "A visit to Haraz",
                "Grinders under 1000",
                "Decaf deserves better",
                "Espresso without a scale",
                "The paper filter test",
                "Storing green coffee",
                "What baristas wish roasters knew");
        List<DemoMail> all = new ArrayList<>();
        for (int week = 0; week < topics.size(); week++) {
            String topic = topics.get(week);
            DemoMail mail = new DemoMail(
                            LETTER,
                            List.of(alice),
                            "☕ The Cupping Table: " + topic,
                            topic + "\n\nRead it in your browser: https://cupping-table.example/" + (120 - week),
                            at(3 + 7 * week, "05:30"))
                    .html(DemoFiles.newsletter(topic, 120 - week))
                    .list("cupping-table.example");
            all.add(week < 3 ? mail.unread() : mail);
        }
        return all;
    }

    /** Orders of the web shop, sorted into a folder of their own. */
    List<DemoMail> orders() {
        List<DemoMail> all = new ArrayList<>();
        for (int order = 0; order < 44; order++) {
            Person customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
            String coffee = COFFEES.get(random.nextInt(COFFEES.size()));
            int kilos = 1 + random.nextInt(12);
            DemoMail mail = new DemoMail(
                    SHOP,
                    List.of(alice),
                    "Order " + (5400 - order) + ": " + kilos + " kg " + coffee,
                    """
                    Customer: %s <%s>
                    Coffee:   %s
                    Amount:   %d kg, %s
                    Total:    %d.00 EUR
                    """.formatted(
                                    customer.name(),
                                    customer.address(),
                                    coffee,
                                    kilos,
                                    random.nextBoolean() ? "whole beans" : "ground for filter",
                                    kilos * 24),
                    at(1 + order, "2" + random.nextInt(3) + ":1" + random.nextInt(10)));
            all.add(order < 4 ? mail.unread() : mail);
        }
        return all;
    }

    List<DemoMail> oldThings() {
        List<DemoMail> all = new ArrayList<>();
        thread(
                all,
                new DemoMail(
                        WAREHOUSE,
                        List.of(alice),
                        "Confirmation: storage in Kiel ends on 30 June",
                        "Dear customer,\n\nwe confirm the end of contract K-118. The deposit of 600 EUR will be paid back.\n\nHarbour Warehouse",
                        at(170, "10:00")),
                List.of(alice),
                List.of("Thank you. The deposit has arrived."));
        for (int year = 0; year < 6; year++) {
            all.add(new DemoMail(
                            bob,
                            List.of(alice),
                            "Books of month " + (12 - year) + " closed",
                            "Hi Alice,\n\nclosed without surprises. Summary attached.\n\nBob",
                            at(200 + 30 * year, "15:00"))
                    .attach("summary.csv", "text/csv", DemoFiles.stock(random)));
        }
        return all;
    }

    List<DemoMail> junk() {
        List<DemoMail> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(new DemoMail(
                            LOTTERY,
                            List.of(alice),
                            "You have WON " + (i + 1) + ",000,000 !!!",
                            "Dear lucky winner, answer within 24 hours.",
                            at(10 + i * 9, "02:22"))
                    .html("<h1>You have WON</h1><p>Dear lucky winner, <b>answer within 24 hours</b>.</p>"));
        }
        return all;
    }

    DemoMail draft() {
        return new DemoMail(
                alice,
                List.of(INES),
                "Contract CS-2087",
                "Dear Inês,\n\nthe samples were wonderful, so let us",
                at(1, "19:30"));
    }

    private void thread(List<DemoMail> all, DemoMail start, List<Person> authors, List<String> answers) {
        DemoMail last = start;
        all.add(last);
        for (int i = 0; i < authors.size(); i++) {
            // half an hour to some hours later, and always in the past
            ZonedDateTime when = last.date().plusMinutes(35 + random.nextInt(400));
            last = last.reply(authors.get(i), answers.get(i), when.isAfter(now) ? now.minusMinutes(10) : when);
            all.add(last);
        }
    }

    private ZonedDateTime at(int daysAgo, String time) {
        return now.minusDays(daysAgo).with(LocalTime.parse(time));
    }

    private String invitation() {
        DateTimeFormatter stamp = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
        ZonedDateTime start = now.plusDays(9).with(LocalTime.of(14, 0)).withZoneSameInstant(ZoneOffset.UTC);
        return """
               BEGIN:VCALENDAR
               VERSION:2.0
               PRODID:-//Coffee Fair//Exhibitors//EN
               METHOD:REQUEST
               BEGIN:VEVENT
               UID:exhibitors-meeting@coffee-fair.example
               DTSTAMP:%s
               DTSTART:%s
               DTEND:%s
               SUMMARY:Exhibitors' meeting
               LOCATION:Hall 3, room Ærø
               ORGANIZER;CN=%s:mailto:%s
               ATTENDEE;CN=%s;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:%s
               END:VEVENT
               END:VCALENDAR
               """.formatted(
                        stamp.format(at(2, "13:00").withZoneSameInstant(ZoneOffset.UTC)),
                        stamp.format(start),
                        stamp.format(start.plusHours(1)),
                        FAIR.name(),
                        FAIR.address(),
                        alice.name(),
                        alice.address())
                .replace("\n", "\r\n");
    }
}
