#include "chat/common_passwords.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace webchats::chat {

namespace {

/// Lower case, sorted, separated by spaces: what lists of leaked passwords have in common.
constexpr std::string_view all =
    "0000 00000 000000 00000000 000000000 0000000000 007007 01011980 01012011 010203 01234 0123456 01234567 "
    "012345678 0123456789 098765 0987654321 0okm9ijn 0p9o8i7u 101010 102030 110110 110120119 1111 11111 111111 "
    "1111111 11111111 1111111111 11111111111 11112222 111222 112233 11223344 1122334455 119119 120120 1212 121212 "
    "12121212 12312 123123 123123123 123123a 1232323q 123321 12332112 1234 12341234 12344321 12345 123454321 "
    "1234554321 123456 12345600 123456000 12345612 123456123 123456654321 1234567 12345678 123456789 1234567890 "
    "123456789a 123456789q 12345678a 1234567a 123456a 123456aa 123456abc 123456q 123456qq 123456qwe 12345a 12345q "
    "12345qwert 1234abcd 1234qwer 1234rewq 123654 123654789 123789 123abc 123qwe 123qweasd 123qweasdzxc 12qwaszx "
    "1313 131313 13131313 1314520 13145200 134679 13579 135792468 1357924680 141414 14159265 147147 147258 "
    "147258369 147369 1475369 147852 147852369 147896325 151515 159357 159753 159951 168168 168888 1966 1969 1974 "
    "1975 1977 1978 1979 1980 1981 1982 1984 19841010 1985 1986 19861986 1987 19871987 1988 1989 19891989 1990 "
    "19901990 1991 1992 1993 1994 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz1qaz 1qaz2wsx 1qaz2wsx3edc 1qaz3edc "
    "1qazxsw2 2000 20002000 20082008 20102010 20112011 20122012 202020 20202020 20212021 20222022 20232023 "
    "20242024 20252025 20262026 2112 212121 2222 222222 22222222 232323 242424 24680 246810 252525 258258 258369 "
    "2wsx3edc 31415926 3141592653 315475 3333 333333 33333333 369369 3edc4rfv 420420 4321 4444 444444 44444444 "
    "456789 4815162342 4rfv5tgb 5150 518518 5201314 52013141314 520520 5211314 54321 5555 55555 555555 55555555 "
    "584520 5845201314 5tgb6yhn 654321 654321a 6666 666666 66666666 666888 696969 69696969 741852 741852963 "
    "753951 7654321 7758258 7758521 7777 777777 7777777 77777777 789456 789456123 789789 852456 8675309 87654321 "
    "8888 888888 88888888 888999 9379992 951753 963852741 987654 98765432 987654321 9876543210 987654321a 9999 "
    "999999 99999999 a12345 a123456 a1234567 a12345678 a123456789 a1b2c3 a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 "
    "aaa111 aaa123456 aaaa aaaaaa aaaaaaaa abc123 abc12345 abc123456 abcd123 abcd1234 abcdef abcdefg abcdefgh "
    "abcdefghi abcdefghij access access123 accord action adidas admin admin1 admin12 admin123 admin1234 "
    "admin12345 admin123456 admin666 admin888 admin@123 adminadmin administrator adrian airborne alaska albert "
    "alejandro alex alexande alexander alexandr alexis alicia alison allison alpha alyssa amanda america american "
    "amorcito anderson andre andrea andrew andrey android angel angel1 angela angelina angels animal anthony "
    "antonio apollo apple apples april arizona arnold arsenal arsenal1 arthur asd123 asd123456 asdasd asdasd123 "
    "asdf asdf1234 asdf12345 asdfasdf asdfg asdfgh asdfgh123 asdfghjk asdfghjkl asdfghjkl123 asdfjkl asdfqwer "
    "ashley ashley1 asshole august austin autumn autumn2024 avalon avatar awesome azerty azerty123 azertyuiop "
    "baby babyblue babyboy babydoll babygirl babygurl badboy badger baidu bailey bambam banana bandit barbara "
    "barbie barcelona barney baseball baseball1 batman batman123 baxter bear beatles beaver beavis beckham beer "
    "beijing beijing2008 benjamin bigboy bigcock bigdog bigred bill billy birdie bishop bitch bitches biteme "
    "black blazer blessed blessing blink182 blue bobby bond007 bonita bonnie boobies booboo booger boogie boomer "
    "boston bradley brandon brandy braves brazil brenda brian brittany bronco broncos brooke brooklyn brownie "
    "brutus bubba bubblegum bubbles buddha buddy budlight buffalo bulldog bulldogs bullet burton buster butter "
    "butterfly butthead calvin camaro cameron canada candy captain cardinal carlos carmen carolina carolina1 "
    "caroline carter cartman casper cassie celtic centos champion chance changeit changeme charles charlie "
    "charlie1 chat123 chatchat chatroom cheese chelsea chelsea1 cherokee cherry chester chevelle chevy chicago "
    "chicken china123 chocolate chopper christ christin cinderella cisco cisco123 claire classic claudia cocacola "
    "coffee college colorado compaq computer connor contrasena cookie cookies cool cooper copper corazon "
    "correcthorse correcthorsebatterystaple corvette cougar courtney cowboy cowboys crazy creative cricket "
    "cristiano crystal cupcake cutie cutiepie daddy daisy dakota dallas dancer danger daniel danielle darkness "
    "darkside darling database dave david death debbie debian december default demo demo123 demo1234 denise "
    "dennis denver destiny dexter diablo diamond diesel digger digital disney doctor doggie dolphin dolphin1 "
    "dolphins domino donald donkey douglas dragon dragon1 dreamer dreams driver drowssap drummer ducati duncan "
    "eagle eagle1 eagles eclipse edward einstein electric elephant elizabet elvis email eminem empire england "
    "enigma eric estrella eugene everton example explorer extreme faith falcon family fantasy february fedora "
    "fender fernando ferrari fire fireman fish fishing fktrcfylh florida flower flowers fluffy flyers football "
    "football1 ford forest forever francis frank frankie franklin fred freddy free freedom freepass freeuser "
    "friday friday13 friend friends froggy fuckoff fuckyou fuckyou1 fylhtq gabriel galina galore gandalf garfield "
    "gateway gators gemini general genesis genius george georgia gerrard gfhjkm ghbdtn giants gibson ginger girls "
    "goblue godisgood godzilla golden golf golfer goober google gordon grace green gregory guest guinness guitar "
    "gunner hahaha hammer hannah happy happy1 hard harley haslo hawaii heather heaven hello hello1 hello12 "
    "hello123 hellokitty helpme hendrix hentai hermosa heyhey hiphop hitman hobbes hockey homer honda honey "
    "hooters hope horses hotdog hotrod house houston howard hummer hunter iamgod iceman iloveme iloveu iloveu2 "
    "iloveyou iloveyou1 iloveyou123 iloveyou2 indian infinity internet internet1 iphone ireland ironman jack "
    "jackie jackson jaguar jake james january jasmine jasmine1 jason jasper jeffrey jennifer jeremy jessica "
    "jessica1 jessie jester jesus jesus1 jesuschrist jiajia jimmy john johnny johnson jonathan jordan jordan1 "
    "jordan23 joseph joshua july june junior jupiter justice justin juventus juventus1 karina kawasaki kelly "
    "kermit kevin killer kimberly king kirill kisses kitten kitty klaster knight kristina lacrosse ladybug lakers "
    "lalala lasvegas lauren legend leslie letmein letmein1 letmein123 li123456 liberty lifehack linux little "
    "liverpoo liverpool liverpool1 lizard lkjhgfdsa login login123 logitech logon lol123 lollipop london louise "
    "love lovebug lovelove lovely loveme lover loverboy lovergirl lovers lovers1 loveyou loveyou123 lucky lucky1 "
    "macbook maddog madison madmax madonna maggie magic magnum manager manchester manutd march marcus marina "
    "marine marines mariposa mark marlboro marley marshall martin marvin maryjane master master1 matrix matt "
    "matthew maverick maximus maxwell may melanie melissa member mercedes mercury merlin messi10 metallic "
    "metallica mexico michael michael1 michael123 michelle michigan mickey midnight mike miller mima123 "
    "mima123456 mine minecraft mitchell mmmmmm mnbvcxz mnbvcxz123 mobilemail modem molly mommy mommy1 monday "
    "monday1 money money1 monica monitor monitoring monkey monkey1 monster montana mookie moon morgan moscow "
    "motdepasse mother motorola motorola1 mountain mozart muffin murphy music mustang mylove mypass mypassword "
    "mysql naruto nascar natalie natasha nathan naughty ncc1701 ncc1701d nelson nemesis network newpass "
    "newpassword newport newyork neymar nicholas nicole nicole1 nihao nihao123 nihaoma nikita nintendo nirvana "
    "nissan nokia nopassword norman nothing november october office office123 oksana oldpassword oliver olivia "
    "online oracle orange ou812 p@ssw0rd p@ssword pa55w0rd pa55word packers pakistan pamela pantera panther "
    "panthers panties paradise parker parola pass pass123 pass1234 pass12345 passion passme passpass passphrase "
    "passport passw0rd password password01 password1 password12 password123 password1234 password12345 "
    "password123456 password2 password3 password99 passwordpassword passwort patches patricia patricia1 patrick "
    "patriots paul peaches peanut pearljam peekaboo penguin penis people pepper peter phantom phoenix phpbb "
    "picard pink pinky pirate platinum playboy player please poiuyt poiuytrewq pokemon pokemon1 police polina "
    "poohbear pookie poop poopoo popcorn porn porsche postgres power predator pretty prettygirl prince princesa "
    "princess princess1 private private1 psycho pumpkin purple pussy q123456 q1w2e3 q1w2e3r4 q1w2e3r4t5 "
    "q1w2e3r4t5y6 qazwsx qazwsx123 qazwsxedc qazxsw qq111111 qq123123 qq123456 qqq111 qqqqqq qqqqqqqq qwaszx "
    "qwe123 qwe123456 qwe123qwe qweasd qweasdzxc qweqwe qwer1234 qwert qwerty qwerty1 qwerty11 qwerty12 qwerty123 "
    "qwerty1234 qwerty12345 qwerty123456 qwerty321 qwerty77 qwerty88 qwerty99 qwertyqwerty qwertyu qwertyui "
    "qwertyuiop qwertyuiop123 qwertz rabbit rachel racing raider raiders rainbow rainbow1 ranger rangers raptor "
    "rascal rasdzv3 razz realmadrid rebecca red123 reddog redis redrum redskins redsox redwings reggie richard "
    "robert rock rocket rockstar rocky rockyou roland rolltide ronaldo rooney rooster root root123 root1234 "
    "root123456 rootroot rosebud router runner rush2112 ruslan russell russia sabrina saints salasana samantha "
    "sammy sample samson samsung samsung1 samuel sandman sandra sarah sassy saturday saturn scarface school "
    "scooby scooter scorpio scorpion scotland scott scotty secret secret1 secret123 secure security security1 "
    "semperfi senha senha123 september serega sergey server server123 service sexsex sexy sexy123 shadow shadow1 "
    "shanghai shannon sharon shelby shorty shorty1 sierra silver simon simple simpson simpsons skipper skippy "
    "skyline slayer slipknot slut smile smith smokey smooth snickers sniper snoopy snoopy1 snowball soccer "
    "softball softball1 sophie sparky speedy spencer spider spiderma spiderman spirit spitfire spongebob spooky "
    "spring spring1 spring2024 stalker stanley star stargate startrek starwars starwars1 steelers stella stephen "
    "steve steven stinky strawberry stupid sublime success suckme sugar summer summer1 summer2020 summer2021 "
    "summer2022 summer2023 summer2024 sunday sunflower sunshine sunshine1 super superman superman1 supersecret "
    "support surfer suzuki svetlana sweet sweetheart sweetie sweety swordfis sydney system system123 taobao "
    "taylor teamo teamomucho teiubesc temp temp123 temporary tennis tequiero tequila teresa test test1 test12 "
    "test123 test1234 test12345 tester testing testing1 testing123 testtest theman thepassword therock thomas "
    "thumper thunder thursday thx1138 tiffany tiger tigers tigger timothy tinker tinkerbell titanic tokiohotel "
    "tomcat tommy toor toor123 topgun topsecret toyota travis trinity trouble trustno1 trustno12 tucker tuesday "
    "turkey turtle tweety twilight ubuntu united user user1 user123 username valentin valentina vampire vanessa "
    "vanilla vegeta veronica vfhbyf vfrcbv victor victoria victory viking vikings vincent viper virginia vision "
    "vladimir voodoo voyager walker walter wang123456 wangyi wanker warcraft warrior water webchat webchats "
    "webmaster wednesday welcome welcome1 welcome123 westlife westside whatever whatever1 wildcat wildcats "
    "william williams willie willow wilson windows windows10 winner winston winter winter1 winter2020 winter2021 "
    "winter2022 winter2023 winter2024 wireless wizard woaini woaini123 woaini1314 woaini520 woaiwojia wodemima "
    "wolf wolfpack wolverin wombat xavier xiaoming xiaoxiao xxxx xxxxxx xxxxxxxx yamaha yankees yankees1 yellow "
    "yfnfif yourpassword zachary zaq12wsx zaq12wsx3edc zaq1zaq1 zhang123 zhang123456 zhongguo zombie zxc123 "
    "zxc123456 zxcasdqwe zxcv1234 zxcvb123 zxcvbn zxcvbnm zxcvbnm123 zxcvzxcv zzzzzz";

std::vector<std::string_view> split() {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < all.size();) {
    const auto end = std::min(all.find(' ', at), all.size());
    words.push_back(all.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

/// What people put behind a word to make it a password.
constexpr int most_added = 4;
constexpr bool ends_words(char c) noexcept {
  return (c >= '0' && c <= '9') || std::string_view("!@#$%.*?_-").contains(c);
}

}  // namespace

bool is_common_password(std::string_view password) {
  static const auto words = split();
  std::string lower(password);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  if (std::ranges::binary_search(words, std::string_view(lower))) return true;
  // One character again and again, and "Dragon2026", are no better.
  if (!lower.empty() && lower.find_first_not_of(lower.front()) == std::string::npos) return true;
  for (int cut = 0; cut < most_added && !lower.empty() && ends_words(lower.back()); ++cut) lower.pop_back();
  return std::ranges::binary_search(words, std::string_view(lower));
}

}  // namespace webchats::chat
