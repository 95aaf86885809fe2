"""The names of the months as bylines write them, in many languages: data, no rules."""

_NAMES = (
    "ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janar janeiro januar januari januarie january január januára "
    "janv janvier janvāris janúar jän jänn jänner leden ledna oca ocak saus sausio sausis sty styczeń styczn stycznia tammi "
    "tammikuu tammikuuta xan xaneiro yan yanvar yanvarya ιαν ιανουάριοσ ιανουαρίου сту студзень студзеня січ січень січня "
    "янв январь января яну януари јан јануар јануари қаң қаңтар հնվ հունվար հունվարի ינו ינואר جنوری يناير ژانویه जनवरी जन॰ "
    "জানু জানুয়ারী ஜன ஜனவரி ม.ค มกราคม იან იანვარი",
    "feb febbraio feber febr febreiro febrer febrero februar februari februarie february február februára februāris febrúar "
    "feebruar fev fevereiro fevr fevral févr février helmi helmikuu helmikuuta lut lutego luty shk shkurt vas vasario "
    "vasaris veebr veebruar úno únor února şub şubat φεβ φεβρουάριοσ φεβρουαρίου ақп ақпан лют лютага лютий лютого люты феб "
    "фебруар фев февр февраль февраля февруари փետրվար փետրվարի փտվ פבר פברואר شباط فبراير فروری فوریه फ़रवरी फ़र॰ ফেব "
    "ফেব্রুয়ারী பிப் பிப்ரவரி ก.พ กุมภาพันธ์ თებ თებერვალი",
    "bře březen března kov kovas kovo maalis maaliskuu maaliskuuta maart mac machi mar marca march marec maret mars mart "
    "martie marts marzec marzo març março mrt mrz márc március mär märts märz μάρ μάρτιοσ μαρ μαρτίου бер березень березня "
    "мар март марта нау наурыз сак сакавік сакавіка մարտ մարտի մրտ מרץ آذار مارس مارچ मार्च মার্চ மார் மார்ச் มี.ค มีนาคม "
    "მარ მარტი",
    "abr abril apr aprel april aprile aprili aprilie aprill apríl apríla aprīlis avr avril bal balandis balandžio dub duben "
    "dubna huhti huhtikuu huhtikuuta kwi kwiecień kwietnia nis nisan pri prill ápr április απρ απρίλιοσ απριλίου апр апрель "
    "апреля април квіт квітень квітня кра красавік красавіка сәу сәуір ապր ապրիլ ապրիլի אפר אפריל آوریل أبريل اپریل نيسان "
    "अप्रैल এপ্রি এপ্রিল ஏப் ஏப்ரல் เม.ย เมษายน აპრ აპრილი",
    "geg gegužė gegužės kvě květen května mag maggio mai maig maijs maio maj maja may mayo mayıs maí mei máj mája május "
    "touko toukokuu toukokuuta μάι μάιοσ μαΐου μαι μαϊ май мам мамыр мая мај трав травень травня մայիս մայիսի մյս מאי أيار "
    "مئی مايو मई মে மே พ.ค พฤษภาคม მაი მაისი",
    "birž birželio birželis cze czerwca czerwiec giu giugno haz haziran iun iunie iyn iyun juin jun june junho juni junie "
    "junij junio juny juuni jún júna június júní jūn jūnijs kesä kesäkuu kesäkuuta qer qershor xuño červen června čvn ιουν "
    "ιουνίου ιούν ιούνιοσ июн июнь июня мау маусым черв червень червня чэр чэрвень чэрвеня юни јун јуни հնս հունիս հունիսի "
    "יוני جون حزيران يونيو ژوئن जून জুন ஜூன் มิ.ย มิถุนายน ივნ ივნისი",
    "heinä heinäkuu heinäkuuta iul iulie iyl iyul juil juillet jul julai julho juli julie julij julio juliol july juuli júl "
    "júla július júlí jūl jūlijs korr korrik liep liepa liepos lipca lipiec lug luglio temmuz xul xullo července červenec "
    "čvc ιουλ ιουλίου ιούλ ιούλιοσ июл июль июля лип липень липня ліп ліпень ліпеня шіл шілде юли јул јули հլս հուլիս "
    "հուլիսի יולי تموز جولائی يوليو ژوئیه जुलाई जुल॰ জুল জুলাই ஜூலை ก.ค กรกฎาคม ივლ ივლისი",
    "ago agost agosti agosto agu agustus août aug august augusta augusti augusts augustus augusztus avg avgust avq avqust "
    "ağu ağustos elo elokuu elokuuta gush gusht ogo ogos rugp rugpjūtis rugpjūčio sie sierp sierpień sierpnia srp srpen "
    "srpna ágú ágúst αυγ αυγούστου αύγ αύγουστοσ авг август августа жні жнівень жніўня серп серпень серпня там тамыз "
    "օգոստոս օգոստոսի օգս אוג אוגוסט آب أغسطس اوت اگست अगस्त अग॰ আগ আগস্ট ஆக ஆகஸ்ட் ส.ค สิงหาคม აგვ აგვისტო",
    "eyl eylül rugs rugsėjis rugsėjo sentyabr sep sept septemba septembar september septembra septembre septembrie "
    "septembris septiembre set setembre setembro settembre sht shtator syys syyskuu syyskuuta szept szeptember wrz wrzesień "
    "września zář září σεπ σεπτέμβριοσ σεπτεμβρίου вер верасень верасня вересень вересня сент сентябрь сентября сеп "
    "септембар септември қыр қыркүйек սեպ սեպտեմբեր սեպտեմբերի ספט ספטמבר أيلول سبتمبر ستمبر سپتامبر सितंबर सित॰ সেপ "
    "সেপ্টেম্বর செப் செப்டம்பர் ก.ย กันยายน სექ სექტემბერი",
    "eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktoba oktobar oktober oktobris oktoober "
    "oktyabr október októbra ott ottobre out outubro paź październik października spal spalio spalis tet tetor říj říjen "
    "října οκτ οκτωβρίου οκτώβριοσ жовт жовтень жовтня кас кастрычнік кастрычніка окт октобар октомври октябрь октября қаз "
    "қазан հոկ հոկտեմբեր հոկտեմբերի אוק אוקטובר أكتوبر اکتبر اکتوبر अक्टूबर अक्टू॰ অক্টো অক্টোবর அக் அக்டோபர் ต.ค ตุลาคม "
    "ოქტ ოქტომბერი",
    "kas kasım lapkr lapkritis lapkričio lis listopad listopada listopadu marras marraskuu marraskuuta noiembrie nov "
    "novemba novembar november novembra novembre novembris novembro noviembre noy noyabr nën nëntor nóv nóvember νοέ "
    "νοέμβριοσ νοε νοεμβρίου лист листопад листопада ліс лістапад лістапада нов новембар ное ноември нояб ноябрь ноября қар "
    "қараша նոյ նոյեմբեր նոյեմբերի נוב נובמבר نوامبر نوفمبر نومبر नवंबर नव॰ নভে নভেম্বর நவ நவம்பர் พ.ย พฤศจิกายน ნოე "
    "ნოემბერი",
    "ara aralık dec decembar december decembra decembrie decembris decembro dek dekabr des desemba desember desembre dets "
    "detsember dez dezember dezembro dhj dhjetor dic dicembre diciembre disember déc décembre gru grudnia grudzień gruod "
    "gruodis gruodžio joulu joulukuu joulukuuta prosince prosinec δεκ δεκέμβριοσ δεκεμβρίου груд грудень грудня дек декабрь "
    "декабря декември дец децембар жел желтоқсан сне снежань снежня դեկ դեկտեմբեր դեկտեմբերի דצמ דצמבר دسامبر دسمبر ديسمبر "
    "दिसंबर दिस॰ ডিসে ডিসেম্বর டிச டிசம்பர் ธ.ค ธันวาคม დეკ დეკემბერი",
)

MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
