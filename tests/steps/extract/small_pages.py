"""Small pages of every kind, made from templates and a few sentences of our own: what the tests of articleness look at."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple


class Tongue(NamedTuple):
    """What a small news site says in one language. Headlines and leads belong together by their place."""

    code: str
    headlines: tuple[str, ...]
    leads: tuple[str, ...]
    more: str
    login: Sequence[str]  # title, name's label, password's label, forgotten?
    missing: Sequence[str]  # title, sentence
    search: str
    latest: str
    wall: Sequence[str]  # offer, already a subscriber?


TONGUES = (
    Tongue(
        "en",
        (
            "Harbour bridge reopens after two years of repairs",
            "Village school wins national prize for its garden",
            "Ferry company adds night boats to the islands",
            "Museum finds lost letters of a lighthouse keeper",
            "City council votes for cheaper bus tickets",
            "Rowers cross the northern sea in eleven days",
        ),
        (
            "Drivers can use the bridge again from Monday. The works cost less than was planned.",
            "Forty pupils grow beans and pears behind the gym. The jury praised their patience.",
            "The new boats leave at eleven in the evening. Islanders had asked for them for years.",
            "The letters lay in a wooden box under the stairs. They tell of storms and long winters.",
            "A day ticket will cost two crowns from spring. The mayor spoke of a good day for the town.",
            "The crew of four slept in turns and ate soup from bags. They want to go again next year.",
        ),
        "Read more",
        ("Log in", "User name", "Password", "Forgot your password?"),
        ("Page not found", "The page you are looking for does not exist or has been moved."),
        "Search results for harbour",
        "Latest news",
        ("Subscribe to continue reading", "Already a subscriber? Log in."),
    ),
    Tongue(
        "de",
        (
            "Hafenbrücke öffnet nach zwei Jahren Umbau wieder",
            "Dorfschule gewinnt Preis für ihren Garten",
            "Reederei schickt nachts Boote zu den Inseln",
            "Museum findet Briefe eines Leuchtturmwärters",
            "Stadtrat stimmt für billigere Busfahrkarten",
            "Ruderer queren die Nordsee in elf Tagen",
        ),
        (
            "Ab Montag dürfen Autos wieder über die Brücke fahren. Der Umbau kostete weniger als geplant.",
            "Vierzig Kinder ziehen hinter der Turnhalle Bohnen und Birnen. Die Jury lobte ihre Geduld.",
            "Die neuen Boote legen um elf Uhr abends ab. Die Inselbewohner hatten lange darum gebeten.",
            "Die Briefe lagen in einer Kiste unter der Treppe. Sie erzählen von Stürmen und langen Wintern.",
            "Eine Tageskarte kostet ab dem Frühling zwei Kronen. Der Bürgermeister sprach von einem guten Tag.",
            "Die vier schliefen abwechselnd und aßen Suppe aus Beuteln. Im nächsten Jahr wollen sie wieder los.",
        ),
        "Weiterlesen",
        ("Anmelden", "Benutzername", "Passwort", "Passwort vergessen?"),
        ("Seite nicht gefunden", "Die von Ihnen gesuchte Seite gibt es nicht mehr."),
        "Suchergebnisse für Hafen",
        "Aktuelle Nachrichten",
        ("Jetzt abonnieren und weiterlesen", "Bereits Abonnent? Hier anmelden."),
    ),
    Tongue(
        "fr",
        (
            "Le pont du port rouvre après deux ans de travaux",
            "L'école du village gagne un prix pour son jardin",
            "Des bateaux de nuit vers les îles dès cet été",
            "Le musée retrouve les lettres d'un gardien de phare",
            "La ville vote des tickets de bus moins chers",
            "Des rameurs traversent la mer du Nord en onze jours",
        ),
        (
            "Les voitures passent de nouveau dès lundi. Le chantier a coûté moins que prévu.",
            "Quarante élèves cultivent des haricots derrière le gymnase. Le jury a salué leur patience.",
            "Les bateaux partent à onze heures du soir. Les habitants les demandaient depuis longtemps.",
            "Les lettres dormaient dans une boîte sous l'escalier. Elles parlent de tempêtes et d'hivers.",
            "Le billet d'un jour coûtera deux couronnes au printemps. Le maire parle d'une bonne journée.",
            "Les quatre rameurs dormaient à tour de rôle. Ils veulent repartir l'année prochaine.",
        ),
        "Lire la suite",
        ("Connexion", "Identifiant", "Mot de passe", "Mot de passe oublié ?"),
        ("Page introuvable", "La page que vous recherchez n'existe plus ou a été déplacée."),
        "Résultats de recherche pour port",
        "Dernières nouvelles",
        ("Abonnez-vous pour lire la suite", "Déjà abonné ? Connectez-vous."),
    ),
    Tongue(
        "es",
        (
            "El puente del puerto reabre tras dos años de obras",
            "La escuela del pueblo gana un premio por su huerto",
            "Nuevos barcos nocturnos llegarán a las islas",
            "El museo halla cartas perdidas de un farero",
            "El ayuntamiento aprueba billetes más baratos",
            "Cuatro remeros cruzan el mar en once días",
        ),
        (
            "Los coches pasan de nuevo desde el lunes. Las obras costaron menos de lo previsto.",
            "Cuarenta alumnos cultivan judías detrás del gimnasio. El jurado elogió su paciencia.",
            "Los barcos salen a las once de la noche. Los vecinos los pedían desde hace años.",
            "Las cartas estaban en una caja bajo la escalera. Hablan de tormentas y largos inviernos.",
            "El billete de un día costará dos coronas en primavera. El alcalde habló de un buen día.",
            "Los cuatro dormían por turnos y comían sopa de sobre. Quieren volver el año que viene.",
        ),
        "Leer más",
        ("Iniciar sesión", "Usuario", "Contraseña", "¿Olvidaste tu contraseña?"),
        ("Página no encontrada", "La página que buscas no existe o ha cambiado de lugar."),
        "Resultados de búsqueda: puerto",
        "Últimas noticias",
        ("Suscríbete para seguir leyendo", "¿Ya eres suscriptor? Inicia sesión."),
    ),
    Tongue(
        "it",
        (
            "Il ponte del porto riapre dopo due anni di lavori",
            "La scuola del paese vince un premio per l'orto",
            "Nuovi battelli notturni verso le isole",
            "Il museo ritrova le lettere di un guardiano del faro",
            "Il comune vota biglietti del bus meno cari",
            "Quattro rematori attraversano il mare in undici giorni",
        ),
        (
            "Le auto passano di nuovo da lunedì. I lavori sono costati meno del previsto.",
            "Quaranta alunni coltivano fagioli dietro la palestra. La giuria ha lodato la loro pazienza.",
            "I battelli partono alle undici di sera. Gli isolani li chiedevano da anni.",
            "Le lettere erano in una scatola sotto le scale. Raccontano tempeste e lunghi inverni.",
            "Il biglietto giornaliero costerà due corone in primavera. Il sindaco parla di una bella giornata.",
            "I quattro dormivano a turno e mangiavano zuppa. Vogliono ripartire l'anno prossimo.",
        ),
        "Leggi tutto",
        ("Accedi", "Nome utente", "Password", "Password dimenticata?"),
        ("Pagina non trovata", "La pagina che stai cercando non esiste o è stata spostata."),
        "Risultati della ricerca: porto",
        "Ultime notizie",
        ("Abbonati per continuare a leggere", "Sei già abbonato? Accedi."),
    ),
    Tongue(
        "pt",
        (
            "Ponte do porto reabre após dois anos de obras",
            "Escola da aldeia ganha prémio pela sua horta",
            "Novos barcos noturnos vão chegar às ilhas",
            "Museu encontra cartas de um faroleiro",
            "Câmara aprova bilhetes de autocarro mais baratos",
            "Remadores atravessam o mar em onze dias",
        ),
        (
            "Os carros voltam a passar na segunda-feira. As obras custaram menos do que o previsto.",
            "Quarenta alunos cultivam feijão atrás do ginásio. O júri elogiou a paciência deles.",
            "Os barcos partem às onze da noite. Os moradores pediam isso há anos.",
            "As cartas estavam numa caixa debaixo da escada. Falam de tempestades e longos invernos.",
            "O bilhete diário custará duas coroas na primavera. O presidente falou de um bom dia.",
            "Os quatro dormiam à vez e comiam sopa de pacote. Querem voltar no próximo ano.",
        ),
        "Leia mais",
        ("Entrar", "Utilizador", "Senha", "Esqueceu a senha?"),
        ("Página não encontrada", "A página que procura não existe ou foi movida."),
        "Resultados da pesquisa: porto",
        "Últimas notícias",
        ("Assine para continuar lendo", "Já é assinante? Faça login."),
    ),
    Tongue(
        "nl",
        (
            "Havenbrug open na twee jaar van herstel",
            "Dorpsschool wint prijs met eigen moestuin",
            "Rederij vaart voortaan ook 's nachts naar de eilanden",
            "Museum vindt brieven van een vuurtorenwachter",
            "Gemeente stemt voor goedkopere buskaartjes",
            "Roeiers steken de zee over in elf dagen",
        ),
        (
            "Vanaf maandag mogen auto's weer over de brug. Het werk kostte minder dan gedacht.",
            "Veertig leerlingen kweken bonen achter de gymzaal. De jury prees hun geduld.",
            "De nieuwe boten vertrekken om elf uur 's avonds. De eilanders vroegen er al jaren om.",
            "De brieven lagen in een kist onder de trap. Ze vertellen over stormen en lange winters.",
            "Een dagkaart kost vanaf de lente twee kronen. De burgemeester sprak van een mooie dag.",
            "De vier sliepen om de beurt en aten soep uit zakjes. Volgend jaar willen ze weer.",
        ),
        "Lees meer",
        ("Inloggen", "Gebruikersnaam", "Wachtwoord", "Wachtwoord vergeten?"),
        ("Pagina niet gevonden", "De pagina die je zoekt bestaat niet meer of is verplaatst."),
        "Zoekresultaten voor haven",
        "Laatste nieuws",
        ("Word abonnee om verder te lezen", "Al abonnee? Log in om verder te gaan."),
    ),
    Tongue(
        "pl",
        (
            "Most w porcie otwarty po dwóch latach remontu",
            "Wiejska szkoła zdobyła nagrodę za swój ogród",
            "Nocne promy popłyną na wyspy od lata",
            "Muzeum odnalazło listy latarnika sprzed wieku",
            "Rada miasta przegłosowała tańsze bilety",
            "Wioślarze przepłynęli morze w jedenaście dni",
        ),
        (
            "Od poniedziałku kierowcy znów przejadą mostem. Prace kosztowały mniej, niż planowano.",
            "Czterdziestu uczniów uprawia fasolę za salą gimnastyczną. Jury pochwaliło ich cierpliwość.",
            "Promy odpływają o jedenastej wieczorem. Mieszkańcy prosili o nie od lat.",
            "Listy leżały w skrzynce pod schodami. Opowiadają o sztormach i długich zimach.",
            "Bilet dzienny będzie kosztował dwie korony. Burmistrz mówił o dobrym dniu dla miasta.",
            "Czwórka spała na zmianę i jadła zupę z torebek. Za rok chcą popłynąć znowu.",
        ),
        "Czytaj więcej",
        ("Zaloguj się", "Nazwa użytkownika", "Hasło", "Nie pamiętasz hasła?"),
        ("Nie znaleziono strony", "Strona, której szukasz, nie istnieje lub została przeniesiona."),
        "Wyniki wyszukiwania",
        "Najnowsze wiadomości",
        ("Wykup dostęp, aby czytać dalej", "Masz już konto? Zaloguj się."),
    ),
    Tongue(
        "ru",
        (
            "Мост в порту открыли после двух лет ремонта",
            "Сельская школа получила премию за свой сад",
            "Ночные катера пойдут на острова уже летом",
            "Музей нашёл письма смотрителя маяка",
            "Горсовет проголосовал за дешёвые билеты",
            "Гребцы пересекли море за одиннадцать дней",
        ),
        (
            "С понедельника машины снова поедут по мосту. Работы обошлись дешевле, чем думали.",
            "Сорок учеников выращивают фасоль за спортзалом. Жюри похвалило их терпение.",
            "Катера отходят в одиннадцать вечера. Жители просили об этом много лет.",
            "Письма лежали в ящике под лестницей. В них рассказ о бурях и долгих зимах.",
            "Дневной билет весной будет стоить две кроны. Мэр назвал этот день хорошим.",
            "Четверо спали по очереди и ели суп из пакетов. Через год они хотят плыть снова.",
        ),
        "Читать далее",
        ("Вход", "Логин", "Пароль", "Забыли пароль?"),
        ("Страница не найдена", "Страница, которую вы ищете, удалена или перемещена."),
        "Результаты поиска",
        "Последние новости",
        ("Оформите подписку, чтобы читать дальше", "Уже подписаны? Войдите, чтобы продолжить."),
    ),
    Tongue(
        "tr",
        (
            "Liman köprüsü iki yıllık onarımdan sonra açıldı",
            "Köy okulu bahçesiyle ulusal ödül kazandı",
            "Adalara gece vapurları bu yaz başlıyor",
            "Müze bir fener bekçisinin mektuplarını buldu",
            "Meclis daha ucuz otobüs biletini onayladı",
            "Kürekçiler denizi on bir günde geçti",
        ),
        (
            "Araçlar pazartesiden itibaren köprüden geçebilecek. Onarım beklenenden ucuza mal oldu.",
            "Kırk öğrenci spor salonunun arkasında fasulye yetiştiriyor. Jüri sabırlarını övdü.",
            "Vapurlar akşam on birde kalkıyor. Adalılar bunu yıllardır istiyordu.",
            "Mektuplar merdiven altındaki bir kutudaydı. Fırtınaları ve uzun kışları anlatıyorlar.",
            "Günlük bilet ilkbaharda iki kron olacak. Başkan güzel bir günden söz etti.",
            "Dört kürekçi sırayla uyudu ve çorba içti. Gelecek yıl yeniden gitmek istiyorlar.",
        ),
        "Devamını oku",
        ("Giriş yap", "Kullanıcı adı", "Şifre", "Şifremi unuttum"),
        ("Sayfa bulunamadı", "Aradığınız sayfa silinmiş ya da taşınmış olabilir."),
        "Arama sonuçları",
        "Son haberler",
        ("Okumaya devam etmek için abone olun", "Zaten abone misiniz? Giriş yapın."),
    ),
    Tongue(
        "ar",
        (
            "جسر الميناء يفتح من جديد بعد عامين من الإصلاح",
            "مدرسة القرية تفوز بجائزة عن حديقتها",
            "قوارب ليلية جديدة إلى الجزر هذا الصيف",
            "المتحف يعثر على رسائل حارس المنارة",
            "المجلس يصوت على تذاكر حافلات أرخص",
            "مجدفون يعبرون البحر في أحد عشر يوما",
        ),
        (
            "تعود السيارات إلى الجسر يوم الاثنين. وكلفت الأعمال أقل مما كان متوقعا.",
            "يزرع أربعون تلميذا الفاصوليا خلف القاعة. وأشادت اللجنة بصبرهم.",
            "تغادر القوارب في الحادية عشرة مساء. وكان السكان يطلبونها منذ سنوات.",
            "كانت الرسائل في صندوق تحت الدرج. وهي تحكي عن العواصف والشتاء الطويل.",
            "ستكلف تذكرة اليوم كرونتين في الربيع. وتحدث العمدة عن يوم جميل.",
            "نام الأربعة بالتناوب وأكلوا الحساء. ويريدون العودة في العام المقبل.",
        ),
        "اقرأ المزيد",
        ("تسجيل الدخول", "اسم المستخدم", "كلمة المرور", "نسيت كلمة المرور؟"),
        ("الصفحة غير موجودة", "الصفحة التي تبحث عنها غير متوفرة أو تم نقلها."),
        "نتائج البحث",
        "آخر الأخبار",
        ("اشترك لمتابعة القراءة", "لديك حساب بالفعل؟ سجل الدخول."),
    ),
    Tongue(
        "ja",
        (
            "港の橋が二年ぶりに開通、月曜から車も通行可能に",
            "村の小学校が菜園の取り組みで全国賞を受賞した",
            "島へ向かう夜の船便がこの夏から始まることに",
            "博物館で灯台守の手紙が見つかる、百年前のもの",
            "市議会がバス料金の引き下げを賛成多数で可決",
            "四人の漕ぎ手が十一日で北の海を横断し帰港した",
        ),
        (
            "月曜日から車が再び橋を渡れるようになる。工事の費用は予定より少なかった。",
            "四十人の児童が体育館の裏で豆と梨を育てている。審査員はその根気をたたえた。",
            "新しい船は夜の十一時に出る。島の人たちは長い間これを求めてきた。",
            "手紙は階段の下の木箱に入っていた。嵐と長い冬のことが書かれている。",
            "一日券は春から二クローネになる。市長は町にとって良い日だと話した。",
            "四人は交代で眠り、袋入りのスープを飲んだ。来年もまた行きたいという。",
        ),
        "続きを読む",
        ("ログイン", "ユーザー名", "パスワード", "パスワードをお忘れの方"),
        ("ページが見つかりません", "お探しのページは移動または削除された可能性があります。"),
        "検索結果",
        "最新ニュース",
        ("この記事は有料会員限定です。", "会員の方はログインしてください。"),
    ),
    Tongue(
        "zh",
        (
            "港口大桥维修两年后重新开放，下周一恢复通车",
            "乡村小学凭借校园菜地赢得全国大奖引发关注",
            "渡轮公司今夏开通前往群岛的夜间航线受欢迎",
            "博物馆在楼梯下发现灯塔看守人的百年书信",
            "市议会投票通过降低公交票价的方案明年实施",
            "四名划手用十一天横渡北方海域平安返回港口",
        ),
        (
            "从周一起，汽车可以再次通过大桥。工程费用比计划的要少。",
            "四十名学生在体育馆后面种豆子和梨树。评委称赞了他们的耐心。",
            "新船每晚十一点出发。岛上的居民多年来一直盼望着它。",
            "书信放在楼梯下的木箱里。信中讲述了风暴和漫长的冬天。",
            "从春天起，一日票只要两克朗。市长说这对全城是个好日子。",
            "四个人轮流睡觉，喝袋装的汤。他们希望明年再次出发。",
        ),
        "阅读全文",
        ("用户登录", "用户名", "密码", "忘记密码？"),
        ("页面不存在", "您访问的页面不存在或已被删除。"),
        "搜索结果",
        "最新消息",
        ("订阅后继续阅读", "已有账号？请登录。"),
    ),
    Tongue(
        "ko",
        (
            "항구 다리 2년 만에 다시 열려 월요일부터 통행",
            "마을 학교가 텃밭으로 전국 상을 받아 화제",
            "섬으로 가는 밤배가 올여름부터 새로 다닌다",
            "박물관에서 등대지기의 오래된 편지가 발견됐다",
            "시의회 버스 요금을 내리는 안을 통과시켰다",
            "노 젓는 사람 넷이 열하루 만에 바다를 건넜다",
        ),
        (
            "월요일부터 차들이 다시 다리를 건널 수 있다. 공사비는 계획보다 적게 들었다.",
            "학생 마흔 명이 체육관 뒤에서 콩을 기른다. 심사위원들은 그 끈기를 칭찬했다.",
            "새 배는 밤 열한 시에 떠난다. 섬 주민들은 오랫동안 이를 바라 왔다.",
            "편지는 계단 밑 나무 상자에 있었다. 폭풍과 긴 겨울 이야기가 담겨 있다.",
            "하루 승차권은 봄부터 두 크로네가 된다. 시장은 좋은 날이라고 말했다.",
            "네 사람은 번갈아 자고 봉지 수프를 먹었다. 내년에 다시 가고 싶다고 한다.",
        ),
        "더보기",
        ("로그인", "아이디", "비밀번호", "비밀번호를 잊으셨나요?"),
        ("페이지를 찾을 수 없습니다", "요청하신 페이지가 삭제되었거나 주소가 바뀌었습니다."),
        "검색결과",
        "최신뉴스",
        ("로그인 후 이용하실 수 있습니다.", "이미 회원이신가요? 로그인하시면 계속 읽을 수 있습니다."),
    ),
)

NAV = (("/", "Home"), ("/politics", "Politics"), ("/sport", "Sport"), ("/culture", "Culture"), ("/login", "Log in"))


def page(title: str, body: str, *, head: str = "", heading: str = "") -> str:
    """A page of a small site: its name, navigation, a main part and a foot."""
    links = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in NAV)
    h1 = f"<h1>{escape(heading)}</h1>" if heading else ""
    return (
        f"<!DOCTYPE html><html><head><title>{escape(title)}</title>{head}</head><body>"
        f"<header><a href='/'>Quay Post</a><nav><ul>{links}</ul></nav></header><main>{h1}{body}</main>"
        f"<footer><p>© Quay Post 2026. All rights reserved.</p><a href='/imprint'>Imprint</a></footer></body></html>"
    )


def cards(tongue: Tongue) -> str:
    """Headlines in headings, each with its lead."""
    return "".join(
        f"<div class='card'><h3><a href='/a/{n}'>{headline}</a></h3><p>{lead}</p><span>12.03.2026</span></div>"
        for n, (headline, lead) in enumerate(zip(tongue.headlines, tongue.leads, strict=True))
    )


def linked_cards(tongue: Tongue) -> str:
    """Cards that are links as a whole."""
    return "".join(
        f"<a href='/a/{n}'><article><img src='/{n}.jpg' alt=''><h3>{headline}</h3><p>{lead}</p><time>12:3{n}</time></article></a>"
        for n, (headline, lead) in enumerate(zip(tongue.headlines, tongue.leads, strict=True))
    )


def blog_archive(tongue: Tongue) -> str:
    """Posts of a blog, cut short, each with its date, author and a link to go on."""
    return "".join(
        f"<article><h2><a href='/2026/03/{n}'>{headline}</a></h2><div><a href='/author/jo'>Jo Reed</a> 1{n}/03/2026</div>"
        f"<div><p>{lead} {lead} <a href='/2026/03/{n}'>{tongue.more}</a></p></div></article>"
        for n, (headline, lead) in enumerate(zip(tongue.headlines, tongue.leads, strict=True))
    )


def unlinked_headlines(tongue: Tongue) -> str:
    """Headlines that are no links; only a link to go on leads to the article."""
    return "".join(
        f"<div><h3>{headline}</h3><p>{lead}</p><a href='/a/{n}'>{tongue.more}</a></div>"
        for n, (headline, lead) in enumerate(zip(tongue.headlines, tongue.leads, strict=True))
    )


def divisions(tongue: Tongue) -> str:
    """Headlines and leads in divisions alone, without any heading or paragraph."""
    return "".join(
        f"<div><div><a href='/a/{n}'><span>{headline}</span></a></div><div>{lead}</div></div>"
        for n, (headline, lead) in enumerate(zip(tongue.headlines, tongue.leads, strict=True))
    )


def long_teasers(tongue: Tongue) -> str:
    """A section front whose leads are as long as a brief."""
    return "".join(
        f"<section><h2><a href='/a/{n}'>{headline}</a></h2><p>{' '.join((tongue.leads * 2)[n : n + 3])}</p></section>"
        for n, headline in enumerate(tongue.headlines)
    )


def headlines(tongue: Tongue) -> str:
    """Nothing but linked headlines."""
    items = "".join(f"<li><a href='/a/{n}'>{headline}</a></li>" for n, headline in enumerate(tongue.headlines * 2))
    return f"<ul>{items}</ul>"


def dated_headlines(tongue: Tongue) -> str:
    """An archive: a date before each headline."""
    return "".join(
        f"<p>{n + 10}.03.2026 – <a href='/a/{n}'>{headline}</a></p>" for n, headline in enumerate(tongue.headlines * 2)
    )


def results(tongue: Tongue) -> str:
    """What a search found: titles, addresses and snippets."""
    return "<p>1–6 / 214</p>" + "".join(
        f"<li><a href='/a/{n}'>{headline}</a><br><cite>quay.example › a › {n}</cite><div>… {lead} …</div></li>"
        for n, (headline, lead) in enumerate(zip(tongue.headlines, tongue.leads, strict=True))
    )


def gallery(tongue: Tongue) -> str:
    """An index of galleries: pictures with a linked caption."""
    return "".join(
        f"<figure><a href='/g/{n}'><img src='/{n}.jpg'></a><figcaption><a href='/g/{n}'>{headline}</a></figcaption></figure>"
        for n, headline in enumerate(tongue.headlines * 2)
    )


def forum(tongue: Tongue) -> str:
    """A forum's index: boards with a description, counts, and who wrote last."""
    rows = "".join(
        f"<tr><td><a href='/f/{n}'>{headline}</a><br>{lead}</td><td>1{n}4</td><td>2,0{n}1</td><td>Jo, 12:0{n}</td></tr>"
        for n, (headline, lead) in enumerate(zip(tongue.headlines, tongue.leads, strict=True))
    )
    return f"<table><tr><th>Forum</th><th>Topics</th><th>Posts</th><th>Last post</th></tr>{rows}</table>"


def sitemap(tongue: Tongue) -> str:
    """All sections and pages of a site."""
    parts = "".join(
        f"<li><a href='/s{n}'>{headline.split(' ')[0]}</a><ul>"
        + "".join(f"<li><a href='/s{n}/{m}'>{other}</a></li>" for m, other in enumerate(tongue.headlines))
        + "</ul></li>"
        for n, headline in enumerate(tongue.headlines)
    )
    return f"<ul>{parts}</ul>"


LISTINGS = {
    make.__name__: make
    for make in (
        cards,
        linked_cards,
        blog_archive,
        unlinked_headlines,
        divisions,
        long_teasers,
        headlines,
        dated_headlines,
        results,
        gallery,
        forum,
        sitemap,
    )
}


def login_form(tongue: Tongue) -> str:
    """A form that asks who the reader is."""
    title, name, password, forgotten = tongue.login
    return (
        f"<form method='post'><label>{name} <input name='u'></label><label>{password} <input type='password' name='p'>"
        f"</label><button>{title}</button></form><p><a href='/password'>{forgotten}</a></p>"
    )


def related(tongue: Tongue) -> str:
    """The list of other articles below an article."""
    return f"<aside><h2>{tongue.latest}</h2>{cards(tongue)}</aside>"


def missing(tongue: Tongue) -> str:
    """What a site says instead of an article that is gone."""
    return f"<p>{tongue.missing[1]}</p><form><input name='q'><button>OK</button></form><p><a href='/'>Quay Post</a></p>"


def wall(tongue: Tongue) -> str:
    """What a site says instead of an article to those who do not pay."""
    return f"<div class='offer'><h2>{tongue.wall[0]}</h2><p>{tongue.wall[1]}</p></div>"


def paragraphs(tongue: Tongue, leads: int = 6) -> str:
    """The text of an article: two sentences in each paragraph."""
    return "".join(f"<p>{lead}</p>" for lead in tongue.leads[:leads])
