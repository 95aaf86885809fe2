"""What pages that are no article call themselves, in many languages: data, no rules.

Phrases are separated by semicolons and compared folded (`plain.lines.fold`): case, punctuation and spacing do not count.
"""

from workers.steps.extract.plain.lines import fold
from workers.steps.extract.plain.phrases import Phrases


def _phrases(table: str) -> Phrases:
    return Phrases(folded for phrase in table.replace("\n", ";").split(";") if (folded := fold(phrase)))


def _words(table: str) -> frozenset[str]:
    return frozenset(fold(table).split())


# Words that come before or after such a phrase and say nothing by themselves.
FILLERS = _words("""
400 401 403 404 410 451 500 502 503 504 http https code error errors erreur fehler foutmelding fout errore erro fel fejl feil
virhe błąd chyba hiba eroare hata ошибка помилка грешка greška σφάλμα خطأ خطا שגיאה त्रुटि エラー 错误 錯誤 오류 에러 lỗi
kesalahan ralat oops whoops ooops uups ups hoppla huch ouch uh oh no sorry hmm hm hey hi hello we re are unfortunately our
apologies leider entschuldigung verzeihung tut uns leid désolé désolés nous sommes oups malheureusement lo sentimos siento
vaya desculpe desculpa lamentamos spiacenti siamo ci dispiace helaas het spijt ons beklager tyvärr desværre dessverre
valitettavasti przepraszamy niestety bohužel omlouváme se sajnáljuk sajnos ne pare rău упс ой к сожалению извините простите
вибачте на жаль съжаляваме жао нам је üzgünüz maalesef λυπούμαστε عذرا عفوا متأسفیم מצטערים אופס क्षमा करें 申し訳ございません
申し訳ありません 抱歉 很抱歉 对不起 對不起 죄송합니다 maaf xin rất tiếc ขออภัย
""")

# Titles and first words of a page that stands where an article is gone or was never.
NOT_FOUND = _phrases("""
404; 410; not found; page not found; file not found; article not found; story not found; content not found; post not found;
url not found; not found on this server; object not found; document not found; resource not found; video not found;
nothing found; nothing here; nothing was found; page missing; missing page; page unavailable; page not available;
article unavailable; article not available; content unavailable; content not available; story unavailable; gone; page gone;
page removed; article removed; page deleted; article deleted; page expired; article expired; link expired; broken link;
dead link; this page is not available; this page isn't available; this page is unavailable; this page is no longer available;
this page is missing; this page is gone; this page has been removed; this page has been deleted; this page has moved;
this page may have been; this page doesn't exist; this page does not exist; this page no longer exists;
this page could not be found; this page couldn't be found; this page can't be found; this page cannot be found;
this page was not found; that page can't be found; that page cannot be found; that page doesn't exist;
that page does not exist; this article is no longer available; this article is not available; this article is unavailable;
this article isn't available; this article has been removed; this article has been deleted; this article has expired;
this article was removed; this article does not exist; this article doesn't exist; this article no longer exists;
this article could not be found; this story is no longer available; this story has been removed; this story has expired;
this content is no longer available; this content is not available; this content isn't available; this content is unavailable;
this content has been removed; this content is currently unavailable; this post is no longer available;
this post has been removed; this post does not exist; this link has expired; this link is broken; this url does not exist;
the page you are looking for; the page you're looking for; the page you were looking for; the page that you are looking for;
the page that you were looking for; the page you requested; the page that you requested; the page you have requested;
the page you tried to; the page you are trying to; the page you were trying to; the page you wanted; the page you seek;
the page requested; the requested page; the requested url; the requested resource; the requested article;
the requested content; the requested document; the requested file; the requested address; the page cannot be found;
the page can't be found; the page could not be found; the page couldn't be found; the page was not found;
the page does not exist; the page doesn't exist; the page no longer exists; the page has been removed; the page has moved;
the page is not available; the page is no longer available; the article you are looking for; the article you're looking for;
the article you were looking for; the article you requested; the article you have requested; the article could not be found;
the article cannot be found; the article was not found; the article does not exist; the article is no longer available;
the article is not available; the article has been removed; the article has been deleted; the story you are looking for;
the story you're looking for; the story you requested; the content you are looking for; the content you requested;
the content is no longer available; the link you followed; the link you clicked; the url you; the address you entered;
the file you requested; we can't find the page; we cannot find the page; we couldn't find the page; we could not find the page;
we can't find that page; we couldn't find that page; we can't find this page; we can't seem to find;
we could not find what you; we couldn't find what you; we can't find what you; we couldn't find that; can't find the page;
cannot find the page; couldn't find the page; can't find that page; couldn't find that page; can't seem to find;
it looks like nothing was found; it seems we can't find; looks like this page; looks like the page; it looks like the page;
it looks like this page; no page found; no such page; no such article; you may have mistyped the address;
you've reached a page; seite nicht gefunden; die seite wurde nicht gefunden; diese seite wurde nicht gefunden;
seite wurde nicht gefunden; seite konnte nicht gefunden werden; die seite konnte nicht gefunden werden;
diese seite konnte nicht gefunden werden; nicht gefunden; artikel nicht gefunden; inhalt nicht gefunden;
dokument nicht gefunden; datei nicht gefunden; beitrag nicht gefunden; seite nicht verfügbar; inhalt nicht verfügbar;
artikel nicht verfügbar; diese seite existiert nicht; die seite existiert nicht; diese seite ist nicht verfügbar;
diese seite gibt es nicht; diese seite ist nicht mehr; die von ihnen gewünschte seite; die von ihnen aufgerufene seite;
die von ihnen gesuchte seite; die von ihnen angeforderte seite; die von dir gesuchte seite; die von dir aufgerufene seite;
die gesuchte seite; die gewünschte seite; die angeforderte seite; die aufgerufene seite; die angegebene seite;
der gesuchte artikel; der gewünschte artikel; der angeforderte artikel; der aufgerufene artikel;
der von ihnen gesuchte artikel; der von ihnen aufgerufene artikel; dieser artikel ist nicht mehr;
dieser artikel ist nicht verfügbar; dieser artikel wurde gelöscht; dieser artikel wurde entfernt;
dieser artikel existiert nicht; der artikel wurde nicht gefunden; der artikel ist nicht mehr verfügbar;
dieser inhalt ist nicht; dieser inhalt ist leider nicht; diese seite ist leider nicht; wir konnten die seite;
wir können die seite; hier ist nichts; da ist etwas schiefgelaufen; page non trouvée; page introuvable; page inexistante;
page inconnue; article introuvable; article non trouvé; contenu introuvable; non trouvé; document introuvable;
page indisponible; article indisponible; contenu indisponible; cette page est introuvable; cette page n'existe pas;
cette page n'existe plus; cette page n'est pas disponible; cette page n'est plus disponible; la page que vous recherchez;
la page que vous cherchez; la page que vous avez demandée; la page que vous demandez; la page que vous souhaitez;
la page demandée; la page recherchée; la page est introuvable; la page n'existe pas; la page n'existe plus;
l'article que vous recherchez; l'article que vous cherchez; l'article demandé; cet article n'existe pas;
cet article n'existe plus; cet article n'est plus disponible; cet article n'est pas disponible; cet article a été supprimé;
ce contenu n'est plus disponible; ce contenu n'est pas disponible; ce contenu n'existe plus; nous ne trouvons pas la page;
le contenu que vous; página no encontrada; pagina no encontrada; página inexistente; no encontrado; no encontrada;
artículo no encontrado; contenido no encontrado; noticia no encontrada; página no disponible; contenido no disponible;
noticia no disponible; esta página no existe; esta página no está disponible; esta página ya no existe;
esta página ya no está disponible; la página que buscas; la página que estás buscando; la página que busca;
la página que está buscando; la página que buscaba; la página que intentas; la página que solicitó;
la página que ha solicitado; la página que has solicitado; la página solicitada; la página a la que; la página no existe;
la página no se encuentra; la página no fue encontrada; la página no ha sido encontrada; no se encontró la página;
no se ha encontrado la página; no se encuentra la página; no encontramos la página; no hemos encontrado la página;
no podemos encontrar la página; el artículo que buscas; el artículo que busca; el artículo solicitado; el contenido que buscas;
el contenido que busca; el contenido solicitado; la noticia que buscas; la noticia que busca; la noticia solicitada;
este artículo ya no está disponible; este artículo no está disponible; este artículo ha sido eliminado;
este contenido ya no está disponible; este contenido no está disponible; esta noticia ya no está disponible;
esta noticia no está disponible; página não encontrada; pagina não encontrada; não encontrado; não encontrada;
artigo não encontrado; conteúdo não encontrado; notícia não encontrada; matéria não encontrada; página indisponível;
conteúdo indisponível; esta página não existe; esta página não está disponível; esta página já não existe;
a página que você procura; a página que você está procurando; a página que você tentou; a página que você procurava;
a página que procura; a página que procurava; a página solicitada; a página não existe; a página não foi encontrada;
a página não pôde ser encontrada; o artigo que procura; o conteúdo que você procura; o conteúdo solicitado;
não encontramos a página; não conseguimos encontrar a página; não foi possível encontrar a página;
este artigo não está disponível; este artigo já não está disponível; este conteúdo não está disponível;
este conteúdo não está mais disponível; esta notícia não está disponível; pagina non trovata; pagina inesistente; non trovato;
non trovata; articolo non trovato; contenuto non trovato; pagina non disponibile; contenuto non disponibile;
articolo non disponibile; questa pagina non esiste; questa pagina non è disponibile; questa pagina non è più disponibile;
la pagina che stai cercando; la pagina che cerchi; la pagina che cercavi; la pagina cercata; la pagina richiesta;
la pagina che hai richiesto; la pagina non esiste; la pagina non è stata trovata; la pagina non è disponibile;
l'articolo che stai cercando; l'articolo richiesto; l'articolo non è più disponibile; questo articolo non è più disponibile;
questo articolo non è disponibile; questo articolo è stato rimosso; questo contenuto non è disponibile; non troviamo la pagina;
non riusciamo a trovare la pagina; impossibile trovare la pagina; pagina niet gevonden; niet gevonden; artikel niet gevonden;
pagina bestaat niet; pagina niet beschikbaar; artikel niet beschikbaar; deze pagina bestaat niet; deze pagina is niet gevonden;
deze pagina is niet beschikbaar; deze pagina kan niet worden gevonden; deze pagina kon niet worden gevonden;
de pagina die je zoekt; de pagina die u zoekt; de pagina die je zocht; de pagina die u zocht; de pagina die u probeert;
de pagina die je probeert; de opgevraagde pagina; de gevraagde pagina; de pagina is niet gevonden; de pagina bestaat niet;
de pagina kan niet worden gevonden; de pagina kon niet worden gevonden; het artikel dat je zoekt; het artikel dat u zoekt;
dit artikel is niet meer beschikbaar; dit artikel bestaat niet; dit artikel is verwijderd; we kunnen de pagina;
we kunnen deze pagina; we konden de pagina; sidan hittades inte; sidan kunde inte hittas; sidan finns inte; sidan saknas;
artikeln hittades inte; artikeln finns inte; hittades inte; den här sidan finns inte; den här sidan är inte tillgänglig;
sidan du söker; sidan du letar efter; sidan du letade efter; sidan du försöker; artikeln du söker;
artikeln är inte längre tillgänglig; vi kunde inte hitta sidan; vi kan inte hitta sidan; vi hittar inte sidan;
den begärda sidan; siden blev ikke fundet; siden findes ikke; siden kunne ikke findes; siden ikke fundet; side ikke fundet;
ikke fundet; artiklen blev ikke fundet; artiklen findes ikke; denne side findes ikke; siden du leder efter; siden du søger;
artiklen du leder efter; vi kan ikke finde siden; vi kunne ikke finde siden; artiklen er ikke længere tilgængelig;
siden ble ikke funnet; siden finnes ikke; siden ikke funnet; fant ikke siden; vi fant ikke siden; finner ikke siden;
vi finner ikke siden; siden du leter etter; siden du lette etter; siden du prøver; artikkelen finnes ikke;
artikkelen ble ikke funnet; ikke funnet; denne siden finnes ikke; artikkelen er ikke lenger tilgjengelig; fann ikkje sida;
sivua ei löydy; sivua ei löytynyt; sivu ei löytynyt; ei löytynyt; artikkelia ei löydy; artikkelia ei löytynyt; etsimääsi sivua;
hakemaasi sivua; pyytämääsi sivua; sivua ei ole; sivu ei ole saatavilla; etsimäsi sivu; síða fannst ekki; síðan fannst ekki;
nie znaleziono strony; strona nie znaleziona; nie znaleziono; strona nie istnieje; strona nie została znaleziona; brak strony;
nie odnaleziono strony; artykuł nie istnieje; nie znaleziono artykułu; artykuł niedostępny; strona niedostępna;
ta strona nie istnieje; podana strona nie istnieje; strona której szukasz; strona o podanym adresie; szukana strona;
żądana strona; wybrana strona; poszukiwana strona; artykuł którego szukasz; ten artykuł nie jest już dostępny;
artykuł został usunięty; nie możemy znaleźć strony; nie mogliśmy znaleźć; stránka nenalezena; stránka nebyla nalezena;
stránka neexistuje; nenalezeno; článek nenalezen; článek nebyl nalezen; článek neexistuje; tato stránka neexistuje;
požadovaná stránka; hledaná stránka; stránka kterou hledáte; stránku se nepodařilo najít; stránka se nenašla;
stránka sa nenašla; stránka nebola nájdená; stránka nenájdená; článok sa nenašiel; článok neexistuje; hľadaná stránka;
stránka ktorú hľadáte; táto stránka neexistuje; az oldal nem található; oldal nem található; a keresett oldal; a kért oldal;
nem található; a cikk nem található; a keresett cikk; az oldal nem létezik; ez az oldal nem létezik; a lap nem található;
pagina nu a fost găsită; pagina nu a fost gasita; pagina nu există; pagina nu exista; pagină inexistentă; negăsit;
articolul nu a fost găsit; articolul nu există; pagina pe care o cauți; pagina pe care o căutați; pagina căutată;
pagina solicitată; pagina cautata nu; страница не найдена; страница не существует; не найдено; не найдена; страница удалена;
материал не найден; статья не найдена; новость не найдена; документ не найден; такой страницы нет;
такой страницы не существует; этой страницы нет; этой страницы не существует; данной страницы не существует;
данная страница не найдена; эта страница не существует; запрашиваемая страница; запрашиваемая вами страница;
запрошенная страница; запрошенная вами страница; страница которую вы ищете; страница которую вы искали;
страница которую вы запросили; страница по данному адресу; мы не нашли страницу; мы не можем найти; материал удален;
статья удалена; эта статья больше не доступна; запрашиваемый материал; запрашиваемый документ; сторінку не знайдено;
сторінка не знайдена; сторінки не існує; сторінка не існує; не знайдено; такої сторінки не існує; такої сторінки немає;
цієї сторінки не існує; запитана сторінка; запитувана сторінка; сторінку яку ви шукаєте; статтю не знайдено;
матеріал не знайдено; страницата не е намерена; страницата не съществува; страницата не беше намерена; търсената страница;
няма такава страница; статията не е намерена; страница није пронађена; страница не постоји; тражена страница;
stranica nije pronađena; stranica ne postoji; tražena stranica; stran ne obstaja; strani ni mogoče najti; iskana stran;
članak nije pronađen; puslapis nerastas; puslapis neegzistuoja; lapa nav atrasta; lehte ei leitud; lehekülge ei leitud;
sayfa bulunamadı; sayfa mevcut değil; bulunamadı; haber bulunamadı; içerik bulunamadı; aradığınız sayfa; aradığınız haber;
aradığınız içerik; böyle bir sayfa yok; bu sayfa mevcut değil; bu sayfa bulunamadı; istediğiniz sayfa;
ulaşmak istediğiniz sayfa; ulaşmaya çalıştığınız sayfa; bu haber yayından kaldırılmıştır; bu içerik artık mevcut değil;
səhifə tapılmadı; η σελίδα δεν βρέθηκε; σελίδα δεν βρέθηκε; δεν βρέθηκε; δεν βρέθηκε η σελίδα; η σελίδα που ζητήσατε;
η σελίδα που αναζητάτε; η σελίδα που ψάχνετε; η σελίδα δεν υπάρχει; το άρθρο δεν βρέθηκε; το άρθρο που ζητήσατε;
الصفحة غير موجودة; لم يتم العثور على الصفحة; صفحة غير موجودة; الصفحة التي تبحث عنها; الصفحة المطلوبة; هذه الصفحة غير موجودة;
هذه الصفحة غير متوفرة; المقال غير موجود; غير موجود; لم نتمكن من العثور; تعذر العثور على الصفحة; الخبر غير موجود;
المحتوى غير متوفر; لا توجد هذه الصفحة; صفحه یافت نشد; صفحه پیدا نشد; صفحه مورد نظر; یافت نشد; صفحه ای که به دنبال آن هستید;
صفحه درخواستی; این صفحه وجود ندارد; خبر یافت نشد; خبر مورد نظر یافت نشد; صفحہ نہیں ملا; یہ صفحہ موجود نہیں; הדף לא נמצא;
העמוד לא נמצא; דף לא נמצא; עמוד לא נמצא; לא נמצא; הדף המבוקש; העמוד המבוקש; הדף שחיפשת; העמוד שחיפשת; הדף שביקשת;
הכתבה לא נמצאה; הדף אינו קיים; העמוד אינו קיים; पृष्ठ नहीं मिला; पेज नहीं मिला; यह पेज मौजूद नहीं है; यह पृष्ठ उपलब्ध नहीं है;
आप जिस पेज; जिस पेज को आप; नहीं मिला; पृष्ठ उपलब्ध नहीं है; পৃষ্ঠাটি পাওয়া যায়নি; পাতাটি পাওয়া যায়নি; পেজটি পাওয়া যায়নি;
பக்கம் கிடைக்கவில்லை; பக்கம் காணப்படவில்லை; ページが見つかりません; ページが見つかりませんでした; ページは見つかりません;
ページは見つかりませんでした; 見つかりませんでした; ページがありません; ページが存在しません; 記事が見つかりません;
記事が見つかりませんでした; 記事が存在しません; お探しのページ; お探しの記事; お探しのコンテンツ; ご指定のページ;
指定されたページ; 指定されたurl; ご指定のurl; 指定された記事; アクセスされたページ; アクセスしようとしたページ;
お客様がお探しのページ; 該当するページ; このページは存在しません; このページは表示できません; このページは削除された;
この記事は削除され; この記事は存在しません; この記事は掲載を終了; 掲載を終了しました; 掲載期間が終了; 記事の掲載期間が;
公開期間が終了; リクエストされたページ; 页面不存在; 页面未找到; 页面没有找到; 找不到页面; 找不到网页; 找不到该页面; 未找到页面;
页面已删除; 文章不存在; 内容不存在; 您访问的页面; 您要访问的页面; 您要查看的页面; 您查找的页面; 您所访问的页面; 您请求的页面;
你访问的页面; 你要查看的页面; 该页面不存在; 此页面不存在; 该文章不存在; 该内容已被删除; 此内容因违规; 页面走丢了; 网页不存在;
文章已被删除; 頁面不存在; 找不到頁面; 找不到網頁; 找不到該頁面; 找不到此頁面; 您要找的頁面; 您所尋找的頁面; 您要瀏覽的頁面;
您所瀏覽的頁面; 該頁面不存在; 網頁不存在; 查無此頁; 此網頁不存在; 您查詢的頁面; 페이지를 찾을 수 없습니다;
페이지를 찾을 수 없음; 페이지가 없습니다; 존재하지 않는 페이지; 존재하지 않는 페이지입니다; 요청하신 페이지를;
요청하신 페이지가; 찾으시는 페이지가; 찾으시는 페이지를; 찾을 수 없습니다; 기사를 찾을 수 없습니다; 존재하지 않는 기사;
존재하지 않는 기사입니다; 삭제된 기사; 삭제된 기사입니다; 삭제되었거나; 해당 페이지를; 방문하시려는 페이지;
không tìm thấy trang; trang không tồn tại; trang không tìm thấy; không tìm thấy; trang bạn tìm; trang bạn đang tìm;
trang bạn yêu cầu; bài viết không tồn tại; nội dung không tồn tại; halaman tidak ditemukan; halaman tidak tersedia;
tidak ditemukan; artikel tidak ditemukan; berita tidak ditemukan; halaman yang anda cari; halaman yang kamu cari;
halaman yang anda minta; halaman ini tidak; halaman tidak dijumpai; laman tidak dijumpai; ไม่พบหน้า; ไม่พบหน้านี้; ไม่พบหน้าที่;
ไม่พบเนื้อหา; ไม่พบข้อมูล; ไม่พบหน้าเว็บ; หน้าที่คุณ; ไม่มีหน้านี้; pàgina no trobada; la pàgina que busques; la pàgina sol·licitada;
ez da orria aurkitu; páxina non atopada; faqja nuk u gjet; ukurasa haukupatikana; ukurasa haujapatikana; bladsy nie gevind;
die bladsy wat jy soek
""")

# Titles of a page that stands between the reader and the site: scripts, robots, consent, faults, refusals.
OBSTACLE_TITLES = _phrases("""
access denied; forbidden; access forbidden; blocked; you have been blocked; you've been blocked; request blocked;
attention required; attention required cloudflare; just a moment; one moment please; one more step; please wait;
please stand by; loading; redirecting; checking your browser; are you a robot; are you human; are you a human;
human verification; security check; security verification; bot verification; robot check; captcha; recaptcha;
pardon our interruption; unusual traffic; javascript required; javascript is required; javascript is disabled;
javascript disabled; enable javascript; please enable javascript; unsupported browser; browser not supported; bad request;
unauthorized; bad gateway; gateway timeout; gateway time out; service unavailable; service temporarily unavailable;
temporarily unavailable; internal server error; server error; too many requests; the request could not be satisfied;
request rejected; site maintenance; site under maintenance; under maintenance; down for maintenance; scheduled maintenance;
maintenance; maintenance mode; under construction; coming soon; something went wrong; an error occurred; an error has occurred;
application error; database error; error establishing a database connection; unavailable for legal reasons;
unavailable in your region; not available in your region; not available in your country; before you continue;
your privacy choices; we value your privacy; cookie consent; cookie settings; privacy settings; manage consent;
account suspended; domain for sale; welcome to nginx; apache2 ubuntu default page; it works; untitled; untitled document;
new tab; zugriff verweigert; zugang verweigert; einen moment bitte; bitte warten; sicherheitsüberprüfung;
javascript deaktiviert; wartungsarbeiten; wartungsmodus; wartung; ein fehler ist aufgetreten; interner serverfehler;
cookie einstellungen; datenschutzeinstellungen; einwilligung; accès refusé; accès interdit; un instant; veuillez patienter;
vérification de sécurité; en maintenance; site en maintenance; une erreur est survenue; une erreur s'est produite;
gestion des cookies; acceso denegado; acceso prohibido; un momento; espere por favor; verificación de seguridad;
en mantenimiento; sitio en mantenimiento; ha ocurrido un error; se ha producido un error; acesso negado; acesso proibido;
um momento; em manutenção; site em manutenção; ocorreu um erro; accesso negato; accesso vietato; attendere prego;
in manutenzione; sito in manutenzione; si è verificato un errore; toegang geweigerd; een moment geduld; even geduld; onderhoud;
er is een fout opgetreden; er is iets misgegaan; åtkomst nekad; ett fel har uppstått; ett fel inträffade; något gick fel;
adgang nægtet; der opstod en fejl; ingen tilgang; det oppstod en feil; noe gikk galt; pääsy estetty; tapahtui virhe;
odmowa dostępu; dostęp zabroniony; brak dostępu; proszę czekać; wystąpił błąd; přístup odepřen; přístup zamítnut;
došlo k chybě; prístup zamietnutý; vyskytla sa chyba; hozzáférés megtagadva; hiba történt; acces interzis; acces refuzat;
a apărut o eroare; доступ запрещен; доступ запрещён; доступ ограничен; подождите; пожалуйста подождите; проверка браузера;
произошла ошибка; технические работы; доступ заборонено; сталася помилка; достъпът е отказан; възникна грешка;
erişim engellendi; erişim reddedildi; lütfen bekleyin; bir hata oluştu; η πρόσβαση απαγορεύεται; παρουσιάστηκε σφάλμα;
تم رفض الوصول; الوصول مرفوض; يرجى الانتظار; حدث خطأ; دسترسی غیرمجاز; הגישה נדחתה; אירעה שגיאה; पहुंच अस्वीकृत;
アクセスが拒否されました; アクセスできません; アクセス拒否; メンテナンス中; ただいまメンテナンス中; エラーが発生しました;
しばらくお待ちください; 访问被拒绝; 拒绝访问; 禁止访问; 安全验证; 访问验证; 系统维护; 服务器错误; 网站维护; 出错了; 请稍候;
存取被拒; 拒絕存取; 系統維護中; 發生錯誤; 請稍候; 접근이 거부되었습니다; 접근 거부; 오류가 발생했습니다; 서비스 점검;
시스템 점검; truy cập bị từ chối; đã xảy ra lỗi; akses ditolak; terjadi kesalahan; mohon tunggu; ปฏิเสธการเข้าถึง;
เกิดข้อผิดพลาด
""")

# First words of what such a page says.
OBSTACLES = _phrases("""
access to this page has been denied; access to this site has been denied; access to this resource on the server is denied;
you don't have permission to access; you do not have permission to access; you don't have permission to view;
you are not authorized to; this page is restricted; you have been blocked; checking your browser before;
checking if the site connection; verify you are human; verifying you are human; please verify you are; please verify that you;
verify you are not a robot; verify that you are not a robot; please confirm you are; please confirm that you;
please complete the security check; please complete the captcha; to continue please; i am not a robot;
our systems have detected; we have detected unusual; please enable javascript; please enable cookies;
please turn on javascript; enable javascript and cookies; javascript is disabled; javascript is not enabled;
javascript must be enabled; javascript is turned off; javascript is required; you need to enable javascript;
you must enable javascript; you need javascript; this site requires javascript; this website requires javascript;
this page requires javascript; this app requires javascript; this application requires javascript;
this app works best with javascript; this site works best with javascript; to use this site you must enable javascript;
your browser does not support javascript; your browser has javascript disabled; your browser is not supported;
your browser is out of date; something went wrong; an error occurred while; an error has occurred; an unexpected error;
the server encountered; the server is temporarily; there was an error; there has been an error;
the website is currently unavailable; this website is currently unavailable; our website is unavailable in;
our website is currently unavailable in; this website is not available in; this content is not available in your;
we recognize you are attempting to access; before you continue to; we value your privacy; we care about your privacy;
we respect your privacy; we and our partners; we use cookies; this site uses cookies; this website uses cookies;
this domain is for sale; this domain may be for sale; this account has been suspended; bitte aktivieren sie javascript;
bitte javascript aktivieren; javascript ist deaktiviert; sie müssen javascript aktivieren; diese seite benötigt javascript;
bitte bestätigen sie dass sie; ich bin kein roboter; ein fehler ist aufgetreten; es ist ein fehler aufgetreten;
ihre privatsphäre ist uns wichtig; wir verwenden cookies; wir benötigen ihre zustimmung; wir und unsere partner;
diese website verwendet cookies; veuillez activer javascript; javascript est désactivé; vous devez activer javascript;
activez javascript; une erreur est survenue; une erreur s'est produite; nous respectons votre vie privée;
nous utilisons des cookies; nous et nos partenaires; le respect de votre vie privée; ce site utilise des cookies;
por favor habilite javascript; por favor activa javascript; por favor habilita javascript; debes habilitar javascript;
necesitas habilitar javascript; javascript está desactivado; no soy un robot; ha ocurrido un error; se ha producido un error;
utilizamos cookies; usamos cookies; nosotros y nuestros socios; tu privacidad es importante; su privacidad es importante;
valoramos tu privacidad; este sitio utiliza cookies; por favor ative o javascript; ative o javascript;
você precisa habilitar o javascript; habilite o javascript; não sou um robô; ocorreu um erro; nós e os nossos parceiros;
valorizamos a sua privacidade; este site usa cookies; este site utiliza cookies; abilita javascript; attiva javascript;
è necessario abilitare javascript; si è verificato un errore; utilizziamo i cookie; noi e i nostri partner;
rispettiamo la tua privacy; questo sito utilizza cookie; schakel javascript in; javascript is uitgeschakeld;
er is een fout opgetreden; er is iets misgegaan; wij gebruiken cookies; we gebruiken cookies; wij en onze partners;
deze website gebruikt cookies; aktivera javascript; du måste aktivera javascript; ett fel har uppstått; ett fel inträffade;
vi använder cookies; vi värnar om din integritet; der opstod en fejl; vi bruger cookies; aktiver javascript;
slå javascript til; du skal slå javascript til; det oppstod en feil; vi bruker cookies; slå på javascript;
ota javascript käyttöön; käytämme evästeitä; arvostamme yksityisyyttäsi; włącz javascript; włącz obsługę javascript;
wystąpił błąd podczas; szanujemy twoją prywatność; szanujemy państwa prywatność; używamy plików cookie;
ta strona wymaga javascript; zapněte javascript; povolte javascript; používáme cookies; pro zobrazení této stránky;
engedélyezze a javascriptet; sütiket használunk; activați javascript; folosim cookie uri; включите javascript;
пожалуйста включите javascript; для работы сайта необходимо включить; в вашем браузере отключен javascript;
подтвердите что вы не робот; на сайте ведутся технические работы; мы используем файлы cookie; мы используем cookie;
увімкніть javascript; ми використовуємо файли cookie; javascript'i etkinleştirin; lütfen javascript; çerez kullanıyoruz;
robot olmadığınızı doğrulayın; ενεργοποιήστε τη javascript; χρησιμοποιούμε cookies; σεβόμαστε την ιδιωτικότητά σας;
يرجى تفعيل جافا سكريبت; الرجاء تفعيل جافا سكريبت; يرجى تفعيل javascript; الرجاء تفعيل javascript; نستخدم ملفات تعريف الارتباط;
لطفا جاوا اسکریپت; لطفا javascript; יש להפעיל javascript; कृपया javascript; कृपया जावास्क्रिप्ट; javascriptを有効に;
javascriptが無効; お使いのブラウザはjavascript; お使いのブラウザではjavascript; ブラウザのjavascript;
私はロボットではありません; ロボットではないことを; 请启用javascript; 请开启javascript; 您需要启用javascript;
您的浏览器不支持javascript; 请完成安全验证; 請啟用javascript; 您的瀏覽器不支援javascript; 자바스크립트를 활성화;
javascript를 활성화; 자바스크립트를 사용; 이 사이트는 자바스크립트; vui lòng bật javascript; harap aktifkan javascript;
aktifkan javascript; เปิดใช้งาน javascript; กรุณาเปิดใช้งาน javascript
""")

# Titles of a page that asks who the reader is.
LOGIN_TITLES = _phrases("""
log in; login; log on; logon; sign in; signin; sign on; sign up; signup; register; registration; create account;
create an account; create your account; create a new account; create free account; create a free account; join; join us;
join now; join free; member login; members login; user login; customer login; subscriber login; account login; admin login;
staff login; client login; my account; your account; account; log in or sign up; log in to your account; log into your account;
login to your account; sign in to your account; sign in to continue; log in to continue; login required; log in required;
sign in required; authentication required; members only; subscribers only; registration required; subscribe; subscribe now;
subscribe today; subscription; subscriptions; become a member; become a subscriber; start your subscription;
subscribe to continue; subscribe to read; choose your subscription; digital subscription; forgot password;
forgot your password; lost password; reset password; reset your password; password reset; recover password; log in or register;
login or register; login register; register or log in; sign in or register; sign in or create an account; single sign on; sso;
anmelden; anmeldung; einloggen; log in bereich; registrieren; registrierung; neu registrieren; jetzt registrieren;
konto erstellen; benutzerkonto erstellen; mein konto; mein account; kundenlogin; mitglieder login; benutzeranmeldung;
passwort vergessen; passwort zurücksetzen; abonnieren; jetzt abonnieren; abo; abo abschließen; anmelden oder registrieren;
login erforderlich; connexion; se connecter; s'identifier; identification; identifiez vous; connectez vous; inscription;
s'inscrire; créer un compte; créer mon compte; mon compte; mot de passe oublié; s'abonner; abonnez vous; abonnement;
abonnements; espace abonnés; espace membre; iniciar sesión; inicia sesión; inicio de sesión; ingresar; acceder; acceso;
acceso usuarios; entrar; identificarse; identifícate; regístrate; registrarse; registro; crear cuenta; crear una cuenta;
crea tu cuenta; mi cuenta; suscríbete; suscribirse; suscripción; suscripciones; olvidé mi contraseña; olvidaste tu contraseña;
recuperar contraseña; iniciar sessió; entre; iniciar sessão; fazer login; faça login; faça seu login; acessar;
área do assinante; criar conta; crie sua conta; cadastro; cadastre se; cadastrar; registar; registre se; minha conta; assine;
assinar; assinatura; assinaturas; esqueci minha senha; esqueceu a senha; accedi; accesso; effettua il login; entra; registrati;
registrazione; crea account; crea un account; il mio account; abbonati; abbonamenti; abbonamento; password dimenticata;
recupera password; area riservata; inloggen; aanmelden; registreren; account aanmaken; maak een account aan; mijn account;
wachtwoord vergeten; abonneren; logga in; inloggning; registrera; registrera dig; skapa konto; mitt konto; glömt lösenord;
prenumerera; bli prenumerant; bli medlem; log ind; opret konto; opret bruger; tilmeld; min konto; glemt adgangskode;
bliv abonnent; logg inn; innlogging; registrer deg; opprett konto; opprett bruker; min side; glemt passord; bli abonnent;
kirjaudu; kirjaudu sisään; kirjautuminen; rekisteröidy; luo tili; luo tunnus; tilaa; zaloguj; zaloguj się; logowanie;
zarejestruj się; rejestracja; załóż konto; utwórz konto; moje konto; zapomniałem hasła; przypomnij hasło; prenumerata;
subskrypcja; přihlášení; přihlásit; přihlásit se; přihlaste se; registrace; registrovat se; vytvořit účet; můj účet;
zapomenuté heslo; předplatné; prihlásenie; prihlásiť sa; registrácia; vytvoriť účet; predplatné; bejelentkezés; belépés;
regisztráció; elfelejtett jelszó; előfizetés; autentificare; conectare; intră în cont; înregistrare; creează cont; contul meu;
abonare; abonează te; вход; войти; вход на сайт; вход в систему; вход в личный кабинет; авторизация; регистрация;
зарегистрироваться; создать аккаунт; личный кабинет; забыли пароль; восстановление пароля; подписка; оформить подписку; вхід;
увійти; вхід на сайт; авторизація; реєстрація; зареєструватися; підписка; влез; забравена парола; пријава; prijava;
registracija; prijavi se; prijavite se; registriraj se; moj račun; prisijungti; ielogoties; logi sisse; giriş; giriş yap;
üye girişi; kullanıcı girişi; oturum aç; üye ol; kayıt ol; kaydol; hesap oluştur; hesabım; şifremi unuttum; abone ol; σύνδεση;
είσοδος; εγγραφή; δημιουργία λογαριασμού; ο λογαριασμός μου; ξεχάσατε τον κωδικό; συνδρομή; συνδρομές; تسجيل الدخول;
تسجيل دخول; دخول; التسجيل; إنشاء حساب; إنشاء حساب جديد; حسابي; نسيت كلمة المرور; اشترك; اشترك الآن; ورود; ورود به سایت;
ورود کاربران; ثبت نام; عضویت; حساب کاربری; فراموشی رمز عبور; لاگ ان; כניסה; התחברות; התחבר; הרשמה; כניסה למערכת; צור חשבון;
שכחתי סיסמה; מינוי; लॉग इन; लॉगिन; लॉग इन करें; साइन इन; साइन इन करें; पंजीकरण; रजिस्टर; सदस्यता; लॉगइन; ログイン; サインイン;
会員ログイン; ログインページ; 新規登録; 会員登録; 新規会員登録; 無料会員登録; アカウント作成; アカウント登録;
パスワードをお忘れの方; マイページ; 購読; 購読申し込み; ログイン 会員登録; 登录; 登入; 注册; 用户登录; 会员登录; 用户注册;
登录注册; 注册登录; 忘记密码; 我的账户; 订阅; 會員登入; 會員註冊; 註冊; 會員登錄; 忘記密碼; 訂閱; 로그인; 회원가입; 회원 가입;
로그인 회원가입; 비밀번호 찾기; 아이디 찾기; 구독; 구독하기; 마이페이지; đăng nhập; đăng ký; tạo tài khoản; quên mật khẩu;
tài khoản; đặt mua; masuk; daftar; buat akun; lupa password; lupa kata sandi; akun saya; berlangganan; log masuk; daftar masuk;
เข้าสู่ระบบ; ลงชื่อเข้าใช้; สมัครสมาชิก; ลงทะเบียน; ลืมรหัสผ่าน
""")

# First words of what a page says that wants a login or a subscription before it shows anything.
WALLS = _phrases("""
subscribe to continue; subscribe to read; subscribe to keep reading; subscribe to unlock; subscribe now to; subscribe today to;
subscribe for; subscribe to get; already a subscriber; already subscribed; already a member; already have an account;
already registered; not a subscriber; not a member; don't have an account; no account yet; new here; new user; new to;
this article is for subscribers; this content is for subscribers; this story is for subscribers;
this article is only available to; this content is only available to; this article is available to subscribers;
this article is reserved for; this content is reserved for; this article is exclusive to; this content is restricted to;
this is a subscriber only; this is premium content; to continue reading; to read the full; to read this; to read more;
to access this; to view this; continue reading with; keep reading with; you have reached your; you've reached your;
you have read your; you've read your; you have no free articles; you've used all; your free articles; log in to continue;
log in to read; log in to access; log in to view; log in with; log in to your; login to continue; login to read; login to view;
login with; please log in; please login; please sign in; please subscribe; please register; please enter your;
you must be logged in; you must log in; you need to be logged in; you need to log in; you are not logged in;
you must be a subscriber; you must be a member; sign in to continue; sign in to read; sign in to access; sign in to your;
sign in with; sign up to continue; sign up to read; sign up for; sign up with; register to continue; register to read;
register for free; register now to; create a free account; create an account to; create your account; create your free account;
start your free trial; start a free trial; become a subscriber; become a member; choose a plan; choose your plan;
cancel anytime; cancel any time; unlimited access; unlock this article; get unlimited access; get full access;
forgot your password; forgot password; forgotten your password; lost your password; remember me; keep me signed in;
keep me logged in; enter your email; enter your username; enter your password; by signing in; by logging in; by registering;
by continuing; by creating an account; username or email; email address; i agree to the; i accept the;
support quality journalism; jetzt abonnieren; bereits abonnent; sie sind bereits abonnent; bereits registriert;
sie haben bereits; sie haben schon; schon abonnent; noch kein abonnent; noch kein konto; noch nicht registriert;
dieser artikel ist nur für; dieser inhalt ist nur für; dieser beitrag ist nur für; dieser artikel ist abonnenten;
diesen artikel lesen sie; weiterlesen mit; lesen sie weiter mit; um weiterzulesen; um diesen artikel; um den artikel;
bitte melden sie sich; bitte loggen sie sich; bitte anmelden; melden sie sich an; loggen sie sich ein; registrieren sie sich;
jetzt registrieren; jetzt anmelden; jetzt testen; jetzt freischalten; monatlich kündbar; jederzeit kündbar; passwort vergessen;
angemeldet bleiben; exklusiv für abonnenten; alle artikel lesen; déjà abonné; vous êtes déjà abonné; déjà inscrit;
vous avez déjà un compte; pas encore abonné; pas encore inscrit; cet article est réservé; ce contenu est réservé;
article réservé aux; contenu réservé aux; la suite est réservée; la suite de cet article; pour lire la suite; pour continuer;
pour accéder à; abonnez vous pour; abonnez vous dès; abonnez vous à partir; connectez vous pour; identifiez vous pour;
inscrivez vous; veuillez vous connecter; vous devez être connecté; mot de passe oublié; se souvenir de moi; sans engagement;
rester connecté; ya eres suscriptor; ya soy suscriptor; eres suscriptor; si ya eres; ya tienes cuenta; ya tienes una cuenta;
no tienes cuenta; aún no eres; todavía no eres; contenido exclusivo para; este contenido es exclusivo;
este artículo es exclusivo; esta noticia es exclusiva; para seguir leyendo; para continuar leyendo; suscríbete para;
suscríbete y; suscríbete por; inicia sesión para; regístrate para; regístrate gratis; debes iniciar sesión;
olvidaste tu contraseña; has olvidado tu contraseña; olvidé mi contraseña; recordarme; cancela cuando quieras; já é assinante;
já sou assinante; se você já é; já tem conta; já tem uma conta; não tem conta; ainda não é assinante; conteúdo exclusivo para;
este conteúdo é exclusivo; esta matéria é exclusiva; este artigo é exclusivo; para continuar lendo; para continuar a ler;
assine para; assine e; assine já; faça login para; cadastre se para; esqueceu sua senha; esqueceu a senha; esqueci minha senha;
lembrar me; cancele quando quiser; sei già abbonato; hai già un account; hai già un abbonamento; sei già registrato;
non hai un account; non sei abbonato; contenuto riservato agli; questo contenuto è riservato; questo articolo è riservato;
per continuare a leggere; per leggere; abbonati per; accedi per; registrati per; effettua il login; password dimenticata;
ricordami; disdici quando vuoi; al abonnee; bent u al abonnee; ben je al abonnee; heb je al een account;
heeft u al een account; nog geen account; nog geen abonnee; dit artikel is alleen voor; dit artikel is exclusief voor;
alleen voor abonnees; om verder te lezen; verder lezen; word abonnee; log in om; wachtwoord vergeten; ingelogd blijven;
onthoud mij; redan prenumerant; är du redan; har du redan ett konto; är du prenumerant; den här artikeln är för;
artikeln är låst; för att läsa; logga in för; bli prenumerant; prenumerera för; glömt lösenord; allerede abonnent;
er du abonnent; har du allerede; denne artikel er for; denne artikkelen er for; denne saken er for; for at læse; for å lese;
log ind for; logg inn for; bliv abonnent; bli abonnent; få adgang; få tilgang; glemt adgangskode; glemt passord;
oletko jo tilaaja; tilaa ja; tämä artikkeli on tilaajille; tämä sisältö on tilaajille; lukeaksesi; kirjaudu sisään;
unohditko salasanan; masz już konto; jesteś już; nie masz konta; nie masz jeszcze konta; ten artykuł jest dostępny tylko;
ten tekst jest dostępny; treść dostępna tylko; aby czytać dalej; aby przeczytać; żeby czytać dalej; zaloguj się aby;
zaloguj się żeby; wykup dostęp; wykup subskrypcję; kup dostęp; zapomniałeś hasła; nie pamiętasz hasła; zapamiętaj mnie;
už máte účet; máte již účet; jste již předplatitel; nemáte účet; tento článek je pouze pro; obsah je pouze pro;
pro pokračování; pokud chcete číst; přihlaste se; zapomněli jste heslo; zapomenuté heslo; už máte predplatné;
tento článok je len pre; prihláste sa; már van előfizetése; már előfizető; a cikk elolvasásához; jelentkezzen be;
elfelejtett jelszó; ai deja cont; ești deja abonat; pentru a citi; autentifică te; ai uitat parola; уже есть аккаунт;
уже зарегистрированы; уже подписаны; нет аккаунта; ещё не зарегистрированы; еще не зарегистрированы;
этот материал доступен только; материал доступен только; статья доступна только; полный текст доступен; чтобы прочитать;
чтобы читать дальше; чтобы продолжить; оформите подписку; войдите чтобы; войдите или; пожалуйста войдите;
необходимо авторизоваться; забыли пароль; запомнить меня; вже маєте; вже є передплатником; щоб прочитати; щоб читати далі;
увійдіть; забули пароль; оформіть передплату; забравена парола; вече сте абонат; zaten abone misiniz; zaten üye misiniz;
hesabınız var mı; hesabınız yok mu; üye değil misiniz; bu içerik yalnızca; bu içerik sadece; bu haber sadece;
devamını okumak için; okumaya devam etmek için; giriş yapın; üye olun; abone olun; şifremi unuttum; beni hatırla;
είστε ήδη συνδρομητής; έχετε ήδη λογαριασμό; δεν έχετε λογαριασμό; για να διαβάσετε; αποκλειστικά για συνδρομητές; συνδεθείτε;
ξεχάσατε τον κωδικό; να με θυμάσαι; هل لديك حساب; لديك حساب بالفعل; ليس لديك حساب; هذا المحتوى متاح فقط; هذا المقال للمشتركين;
للمشتركين فقط; لمتابعة القراءة; اشترك لمتابعة; سجل الدخول; يرجى تسجيل الدخول; نسيت كلمة المرور; تذكرني; قبلا ثبت نام کرده اید;
حساب کاربری ندارید; برای ادامه; برای مشاهده; رمز عبور خود را فراموش; מנוי קיים; כבר מנוי; יש לך חשבון; אין לך חשבון;
להמשך קריאה; כדי להמשיך לקרוא; הכתבה למנויים; שכחת סיסמה; זכור אותי; पहले से सदस्य; पहले से खाता; पढ़ना जारी रखने के लिए;
सदस्यता लें; पासवर्ड भूल गए; この記事は有料; この記事は会員限定; この記事は会員; 会員限定; 有料会員限定; 有料記事; 残り;
続きを読むには; 続きをお読みいただくには; 会員登録すると; ログインして; ログインすると; 無料会員登録; 会員の方は; すでに会員;
既に会員; アカウントをお持ち; パスワードを忘れ; パスワードをお忘れ; ログイン状態を保持; 购买后阅读; 登录后查看; 请登录;
请先登录; 您需要登录; 已有账号; 没有账号; 还没有账号; 成为会员; 本文仅限; 本文为付费; 订阅后; 忘记密码; 记住我; 請先登入;
請登入; 已經是會員; 還不是會員; 本文為訂閱; 訂閱後; 忘記密碼; 記住我; 登入後; 로그인이 필요; 로그인 후; 로그인하시면;
로그인해 주세요; 로그인해주세요; 회원 전용; 회원전용; 이 기사는 유료; 유료 회원; 이미 회원이신가요; 이미 회원이시면;
이미 회원이시라면; 아직 회원이 아니신가요; 구독하시면; 구독하고 계속; 비밀번호를 잊으셨나요; 비밀번호 찾기; 로그인 상태 유지;
이미 구독 중이신가요; 이미 구독자이신가요; đã có tài khoản; chưa có tài khoản; bạn chưa có tài khoản; đăng nhập để; đăng ký để;
vui lòng đăng nhập; nội dung dành cho; bài viết dành cho; quên mật khẩu; ghi nhớ đăng nhập; sudah punya akun; belum punya akun;
sudah berlangganan; artikel ini khusus; konten ini khusus; untuk melanjutkan membaca; untuk terus membaca; silakan masuk;
silakan login; lupa password; lupa kata sandi; ingat saya; มีบัญชีอยู่แล้ว; ยังไม่มีบัญชี; กรุณาเข้าสู่ระบบ; โปรดเข้าสู่ระบบ;
เนื้อหานี้สำหรับสมาชิก; ลืมรหัสผ่าน; จดจำฉัน
""")

# The label of the field of a login form, as plain text shows it.
PASSWORD_LABELS = _phrases("""
password; your password; enter password; password required; confirm password; repeat password; passwort; kennwort;
ihr passwort; mot de passe; votre mot de passe; contraseña; tu contraseña; clave; senha; sua senha; palavra passe; wachtwoord;
lösenord; adgangskode; kodeord; passord; salasana; hasło; heslo; jelszó; parola; parolă; пароль; парола; lozinka; geslo;
slaptažodis; parole; parool; şifre; şifreniz; κωδικός; κωδικός πρόσβασης; كلمة المرور; كلمة السر; رمز عبور; گذرواژه; סיסמה;
סיסמא; पासवर्ड; パスワード; 密码; 密碼; 비밀번호; mật khẩu; kata sandi; รหัสผ่าน
""")

# Titles of a page that lists others: whole, or its first words.
LISTING_TITLES = _phrases("""
archive; archives; news archive; article archive; archive for; archives for; tag archives; category archives; author archives;
posts tagged; posts by; articles by; stories by; all posts; all posts by; all articles; all news; all stories; all topics;
all categories; tag; tags; category; categories; author; authors; search; search results; search results for; results for;
you searched for; showing results for; no results; no results found; sitemap; site map; html sitemap; site index; latest news;
latest articles; latest stories; latest headlines; breaking news; breaking news latest news; top stories; home; homepage;
home page; front page; news; photo gallery; photo galleries; galleries; image gallery; photos; videos; forum; forums;
forum index; board index; index; press releases; newsroom; rss feeds; rss; topics; blog; news and features; archiv;
artikel archiv; nachrichtenarchiv; schlagwort; schlagwort archiv; schlagwörter; kategorie; kategorien; kategorie archiv;
beiträge von; artikel von; alle artikel; alle beiträge; alle nachrichten; alle themen; autor; autoren; suche; suchergebnisse;
suchergebnisse für; suchergebnis; ergebnisse für; seitenübersicht; inhaltsverzeichnis; aktuelle nachrichten; nachrichten;
neueste nachrichten; startseite; home seite; aktuelles; bildergalerien; fotogalerien; fotostrecken; foren übersicht; themen;
pressemitteilungen; übersicht; archives du; étiquette; étiquettes; mot clé; catégorie; catégories; articles de;
tous les articles; toutes les actualités; auteur; auteurs; recherche; résultats de recherche; résultats de la recherche;
résultats pour; plan du site; dernières nouvelles; dernières actualités; actualités; accueil; page d'accueil; à la une;
galerie photos; galeries photos; communiqués de presse; archivo; archivos; etiqueta; etiquetas; categoría; categorías;
artículos de; noticias de; todas las noticias; todos los artículos; autores; búsqueda; buscar; buscador;
resultados de búsqueda; resultados de la búsqueda; resultados para; mapa del sitio; mapa web; últimas noticias; noticias;
inicio; portada; página principal; galería de fotos; galerías; hemeroteca; arquivo; arquivos; marcador; marcadores; categoria;
categorias; artigos de; todas as notícias; todos os artigos; busca; pesquisa; resultados da busca; resultados da pesquisa;
resultado da busca; mapa do site; últimas notícias; notícias; início; página inicial; capa; galeria de fotos; archivio;
archivi; tag archivio; articoli di; tutti gli articoli; tutte le notizie; autore; autori; ricerca; risultati della ricerca;
risultati ricerca; risultati per; mappa del sito; ultime notizie; notizie; prima pagina; pagina iniziale; fotogallery;
gallerie; archief; archieven; trefwoord; categorie; categorieën; artikelen van; alle artikelen; alle berichten; al het nieuws;
zoeken; zoekresultaten; zoekresultaten voor; resultaten voor; laatste nieuws; nieuws; voorpagina; fotogalerij; arkiv; etikett;
taggar; kategori; kategorier; alla artiklar; alla nyheter; sök; sökresultat; sökresultat för; webbplatskarta; senaste nytt;
senaste nyheterna; nyheter; startsida; startsidan; hem; bildspel; alle artikler; alle nyheder; søg; søgeresultater;
søgeresultat; seneste nyt; seneste nyheder; nyheder; forside; forsiden; søk; søkeresultat; søkeresultater; siste nytt;
siste nyheter; nettstedskart; arkisto; avainsana; kategoria; kaikki artikkelit; kaikki uutiset; haku; hakutulokset; sivukartta;
uusimmat uutiset; uutiset; etusivu; archiwum; archiwa; tagi; kategorie wpisów; wszystkie artykuły; wszystkie wiadomości;
wyszukiwarka; wyszukiwanie; wyniki wyszukiwania; mapa strony; mapa serwisu; najnowsze wiadomości; wiadomości; aktualności;
strona główna; galeria zdjęć; štítek; štítky; rubrika; všechny články; vyhledávání; výsledky vyhledávání; mapa stránek;
nejnovější zprávy; aktuality; zprávy; úvod; hlavní stránka; domů; všetky články; vyhľadávanie; výsledky vyhľadávania;
mapa stránky; správy; címke; címkék; kategória; összes cikk; keresés; keresési eredmények; találatok; oldaltérkép;
legfrissebb hírek; hírek; főoldal; címlap; arhiva; arhivă; etichetă; etichete; toate articolele; căutare; rezultatele căutării;
rezultate căutare; harta site; ultimele știri; știri; acasă; prima pagină; архив; архив новостей; тег; теги; метка; метки;
рубрика; рубрики; категория; категории; все новости; все статьи; все материалы; автор; авторы; поиск; поиск по сайту;
результаты поиска; карта сайта; последние новости; новости; новости дня; главная; главная страница; лента новостей;
фотогалерея; позначка; мітка; категорія; усі новини; всі новини; всі статті; пошук; результати пошуку; мапа сайту; карта сайту;
останні новини; новини; головна; головна сторінка; етикет; всички новини; търсене; резултати от търсенето; последни новини;
начало; начална страница; вести; најновије вести; почетна; arhiv; oznaka; kategorija; pretraga; rezultati pretrage; iskanje;
rezultati iskanja; najnovije vijesti; vijesti; naslovnica; početna; paieška; paieškos rezultatai; naujienos; meklēšana; otsing;
otsingu tulemused; uudised; arşiv; etiketler; kategoriler; tüm haberler; son haberler; haberler; son dakika;
son dakika haberleri; yazarlar; ara; arama; arama sonuçları; site haritası; anasayfa; ana sayfa; foto galeri; αρχείο; ετικέτα;
ετικέτες; κατηγορία; κατηγορίες; όλα τα άρθρα; όλες οι ειδήσεις; αναζήτηση; αποτελέσματα αναζήτησης; χάρτης ιστοτόπου;
τελευταία νέα; ειδήσεις; αρχική; αρχική σελίδα; أرشيف; الأرشيف; وسم; الوسوم; تصنيف; التصنيفات; كل الأخبار; جميع الأخبار; البحث;
بحث; نتائج البحث; خريطة الموقع; آخر الأخبار; أخبار; الأخبار; الرئيسية; الصفحة الرئيسية; آرشیو; برچسب; دسته بندی; همه اخبار;
جستجو; نتایج جستجو; نقشه سایت; آخرین اخبار; اخبار; صفحه اصلی; خانه; ארכיון; תגית; תגיות; קטגוריה; כל הכתבות; חיפוש;
תוצאות חיפוש; מפת האתר; חדשות; דף הבית; ראשי; अभिलेखागार; टैग; श्रेणी; सभी समाचार; खोज; खोज परिणाम; साइटमैप; ताज़ा खबरें;
ताज़ा समाचार; समाचार; मुखपृष्ठ; होम; アーカイブ; タグ; カテゴリー; カテゴリ; 記事一覧; ニュース一覧; 一覧; 新着記事; 新着一覧;
検索; 検索結果; サイトマップ; 最新ニュース; ニュース; トップページ; ホーム; トップ; 写真一覧; 著者一覧; 归档; 存档; 标签; 分类;
全部文章; 所有文章; 文章列表; 新闻列表; 搜索; 搜索结果; 网站地图; 最新消息; 最新新闻; 新闻; 首页; 主页; 图片集; 檔案; 標籤;
分類; 搜尋; 搜尋結果; 網站地圖; 即時新聞; 最新新聞; 新聞; 首頁; 新聞列表; 태그; 카테고리; 전체기사; 전체 기사; 기사목록;
기사 목록; 검색; 검색결과; 검색 결과; 사이트맵; 최신뉴스; 최신 뉴스; 뉴스; 홈; 포토 갤러리; lưu trữ; thẻ; chuyên mục;
tất cả bài viết; tìm kiếm; kết quả tìm kiếm; sơ đồ trang; tin mới nhất; tin tức; trang chủ; arsip; label; semua artikel;
semua berita; indeks berita; pencarian; hasil pencarian; peta situs; berita terbaru; berita terkini; berita; beranda;
halaman utama; laman utama; คลังเก็บ; แท็ก; หมวดหมู่; ค้นหา; ผลการค้นหา; แผนผังเว็บไซต์; ข่าวล่าสุด; ข่าว; หน้าแรก; hauptseite
""")

# What a link says that leads from a teaser to its article.
READ_MORE = _phrases("""
read more; more; read on; continue reading; continue; full story; read full story; read the full story; read article;
read the article; read post; view article; learn more; details; view details; see more; find out more; more info; read all;
weiterlesen; mehr; mehr lesen; mehr erfahren; weiter lesen; weiter; zum artikel; artikel lesen; zum beitrag; details anzeigen;
lire la suite; lire plus; en savoir plus; lire l'article; suite; voir plus; plus; leer más; seguir leyendo; ver más;
más información; continuar leyendo; leer artículo; leia mais; ler mais; saiba mais; continue lendo; continuar a ler; ver mais;
leggi tutto; leggi di più; leggi; continua a leggere; continua; scopri di più; approfondisci; lees meer; lees verder;
meer lezen; meer; verder lezen; läs mer; läs hela; läs vidare; læs mere; læs videre; les mer; les videre; les hele saken;
lue lisää; lue koko juttu; czytaj więcej; czytaj dalej; więcej; zobacz więcej; číst dále; číst více; více; celý článek;
čítať ďalej; čítať viac; viac; tovább; tovább olvasom; bővebben; citește mai mult; citeste mai mult; mai mult;
citește mai departe; читать далее; читать дальше; читать полностью; подробнее; далее; читати далі; читати більше; докладніше;
детальніше; прочети още; виж още; още; опширније; pročitaj više; više; preberi več; več; skaityti daugiau; lasīt vairāk;
loe edasi; devamını oku; devamı; devamı için; daha fazla; haberin devamı; διαβάστε περισσότερα; περισσότερα; συνέχεια;
اقرأ المزيد; المزيد; قراءة المزيد; التفاصيل; ادامه مطلب; بیشتر; ادامه; קרא עוד; המשך קריאה; עוד; להמשך קריאה; और पढ़ें;
अधिक पढ़ें; आगे पढ़ें; 続きを読む; もっと見る; 詳しく見る; 詳細; もっと読む; 记事を読む; 詳細を見る; 阅读更多; 阅读全文;
查看更多; 更多; 查看详情; 详情; 閱讀更多; 繼續閱讀; 閱讀全文; 看更多; 詳全文; 더보기; 더 보기; 자세히 보기; 계속 읽기; 자세히;
xem thêm; đọc thêm; đọc tiếp; chi tiết; baca selengkapnya; selengkapnya; baca juga; baca lebih lanjut; lanjutkan membaca;
อ่านต่อ; อ่านเพิ่มเติม; ดูเพิ่มเติม
""")

# Words of a URL's path below which lists of articles lie.
LISTING_PATHS = _words("""
tag tags tagged category categories cat rubrik rubrique rubriques rubrika rubriky kategorie kategorien kategoria kategorija
kategori categorie categorieen categoria categorias categoría topic topics thema themen theme themes tema temas temi tematy
onderwerp onderwerpen dossier dossiers schlagwort schlagworte stichwort etiqueta etiquetas etiquette keyword keywords motcle
author authors autor autoren autores auteur auteurs autore autori writer writers staff contributor contributors profile
profiles journalist journalists columnist archive archives archiv archivo archivos archivio arquivo archief arkiv arhiva
archiwum archivum section sections ressort search suche recherche buscar busca busqueda pesquisa ricerca zoeken sok haku
szukaj hledat vyhledavani kereses cautare poisk arama sitemap sitemaps siteindex index latest latestnews newsticker ticker
label labels feed feeds rss list lists listing listings galleries forums forum forumdisplay viewforum board boards
""")

# Keys of a URL's query that ask a site's search.
SEARCH_KEYS = _words("q s query search searchterm keyword keywords suche suchbegriff recherche buscar busca zoek wd")

# Words of a URL's path that lead to a login.
LOGIN_PATHS = _words("""
login logon signin signup sign_in sign_up log_in register registration auth authenticate authorize oauth sso account accounts
wp_login subscribe subscription subscriptions subscribers abo abonnement abonnements abonnieren anmelden anmeldung
registrieren connexion inscription registro suscripcion suscripciones cadastro assine assinatura registrazione abbonati
abbonamenti inloggen registreren prenumerera logowanie rejestracja prihlaseni registrace bejelentkezes regisztracio giris
uyelik password lostpassword
""")
