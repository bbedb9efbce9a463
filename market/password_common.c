/* SPDX-License-Identifier: Apache-2.0 */
/* password_common.c: what many people choose, and patterns of the keyboard. */
#include <stdlib.h>
#include <string.h>

#include "market/password.h"

/*
 * Words and names that passwords are made of; what is put behind them; and
 * passwords that are neither.  Each in the order of strcmp, in lower case.
 */
static const char *const stems[] = {
	"a", "aa", "aaa", "aaaa", "aaaaaa", "ab", "abab", "abc", "abcd",
	"abcde", "abcdef", "abcdefg", "ac", "access", "admin", "administrator",
	"aini", "ainiyi", "ainiyiwannian", "alex", "alibaba", "alipay", "amy",
	"andrew", "angel", "anna", "anthony", "apple", "as", "asd", "asdf",
	"asdfg", "asdfgh", "asdfghjkl", "asdzxc", "autumn", "b", "baba",
	"baby", "babyboy", "babygirl", "baidu", "baobao", "baobei", "baobeier",
	"baseball", "basketball", "batman", "bb", "beckham", "beijing", "best",
	"butterfly", "c", "cai", "caigou", "cao", "cat", "ceshi", "changeme",
	"chaoshi", "charlie", "chen", "chenchen", "cheng", "chengdu",
	"chenjie", "china", "chongqing", "company", "computer", "cv", "d",
	"dajiahao", "daniel", "david", "default", "demo", "deng", "denglu",
	"dog", "dong", "dragon", "eagle", "ed", "f", "facai", "fadacai",
	"feifei", "feng", "flower", "football", "forever", "freedom", "friday",
	"fu", "g", "gao", "gongsi", "gongxifacai", "good", "goodboy",
	"goodluck", "google", "guangzhou", "guanli", "guanliyuan", "guest",
	"guo", "h", "haha", "hahaha", "han", "hangzhou", "happy", "happyday",
	"he", "hehe", "hehehe", "heihei", "hello", "hellokitty", "helloworld",
	"hockey", "horse", "hu", "huang", "huawei", "hubei", "hunter", "ik",
	"iloveu", "iloveyou", "internet", "io", "iphone", "j", "jack", "james",
	"january", "jason", "jennifer", "jessica", "jia", "jiang",
	"jiangcheng", "jiankang", "jingdong", "jingjing", "john", "jordan",
	"k", "kevin", "kitty", "kobe", "kuaile", "l", "lala", "lalala",
	"laogong", "laopo", "lele", "letmein", "li", "liang", "lihua",
	"lijing", "lili", "lily", "liming", "lin", "lina", "linda", "linux",
	"lion", "liqiang", "liu", "liujie", "liuyang", "liwei", "liwen",
	"login", "longlong", "love", "lovelove", "lovely", "loveme", "lover",
	"loveyou", "lu", "luck", "lucky", "lucy", "lulu", "luo", "lv", "m",
	"ma", "mama", "manager", "market", "master", "matrix", "messi",
	"michael", "michelle", "microsoft", "mima", "mingming", "monday",
	"money", "monkey", "music", "mysql", "n", "nana", "nanjing", "naruto",
	"nba", "ni", "nihao", "nihaoma", "ninja", "office", "ol", "one",
	"oracle", "p", "p@ssw0rd", "p@ssword", "pa55word", "panda", "pass",
	"passw0rd", "passwd", "password", "peng", "pengpeng", "peter", "pig",
	"pingan", "pokemon", "pp", "princess", "private", "public", "pwd", "q",
	"qa", "qaz", "qazwsx", "qazwsxedc", "qinaide", "qq", "qqq", "qqqq",
	"qwe", "qweasd", "qweasdzxc", "qwer", "qwert", "qwerty", "qwertyuiop",
	"renmin", "rf", "rich", "robert", "ronaldo", "root", "s", "samsung",
	"secret", "server", "shadow", "shanghai", "shangwu", "shen",
	"shenzhen", "soccer", "song", "spiderman", "spring", "star", "stars",
	"starwars", "su", "summer", "sun", "sunday", "sunny", "sunshine",
	"superman", "system", "t", "ta", "tang", "taobao", "tencent", "test",
	"tester", "testing", "tg", "thomas", "three", "tianjin", "tiankong",
	"tiantian", "tiger", "tingting", "tom", "tony", "toubiao", "trustno",
	"two", "uj", "user", "users", "vv", "w", "wang", "wangfang",
	"wangjing", "wanglei", "wangli", "wangqiang", "wangwei", "wangxiuying",
	"wangyan", "wangyi", "wangyong", "wechat", "weixin", "welcome",
	"whatever", "william", "windows", "winter", "wo", "woai",
	"woaibeijing", "woaini", "woaiwode", "woaiwojia", "woaizhongguo",
	"woaiziji", "wode", "wolf", "word", "woshi", "woshishei", "ws", "wsx",
	"wsxedc", "wu", "wuhan", "ww", "www", "wwww", "x", "xian", "xiao",
	"xiaohong", "xiaoli", "xiaolong", "xiaomi", "xiaoming", "xiaowang",
	"xiaozhang", "xie", "xingfu", "xitong", "xixi", "xu", "xxx", "xxxx",
	"xxxxxx", "y", "yang", "yangyang", "yaya", "yh", "yonghu", "yu",
	"yuan", "z", "zeng", "zhang", "zhanghao", "zhangjie", "zhangjing",
	"zhanglei", "zhangli", "zhangmin", "zhangwei", "zhangyan", "zhangyong",
	"zhao", "zhaobiao", "zheng", "zhengfu", "zhongguo", "zhonghua",
	"zhongjie", "zhou", "zhu", "zx", "zxc", "zxcv", "zxcvb", "zxcvbn",
	"zxcvbnm", "zzz", "zzzz",
};

static const char *const tails[] = {
	"!", "!!", "!@#", "!@#$", "!@#$%", "#", "*", "-", ".", "..", "...",
	"0", "00", "000", "0000", "00000", "000000", "01", "0123", "01234",
	"012345", "0123456", "02", "03", "07", "08", "09", "1", "1!", "10",
	"100", "1000", "10000", "10086", "1023", "1024", "11", "110", "1111",
	"11111", "111111", "112233", "11223344", "119", "12", "1212", "121212",
	"123", "123!", "123#", "123.", "123.com", "1231", "12312", "123123",
	"123321", "1234", "1234321", "12345", "123456", "123456!", "123456.",
	"1234567", "12345678", "123456789", "1234567890", "123456789a",
	"123456a", "123654", "123@", "123a", "123abc", "123qwe", "1314",
	"131421", "131452", "1314520", "1314521", "147", "147258", "147258369",
	"147852", "147852369", "159", "159357", "159753", "168", "168168",
	"16888", "1@", "1a", "1q", "1qaz", "2", "20", "22", "222", "2222",
	"222222", "233", "23333", "250", "258", "258369", "2wsx", "3", "321",
	"321321", "33", "333", "3333", "333333", "357", "369", "4", "4321",
	"456", "456123", "456789", "5", "520", "5201", "52013", "520131",
	"5201314", "520520", "521", "5211314", "521521", "54", "54321", "55",
	"555", "5555", "55555", "555555", "567", "6", "654321", "66", "666",
	"6666", "66666", "666666", "678", "7", "741", "741852", "741852963",
	"753951", "77", "7758", "7758258", "7758521", "777", "7777", "77777",
	"777777", "789", "789456", "789456123", "8", "852", "88", "888",
	"8888", "88888", "888888", "8888888", "88888888", "9", "90", "900",
	"911", "951", "951753", "963", "963852", "987", "987654", "987654321",
	"99", "999", "9999", "99999", "999999", "?", "@", "@123", "@1234",
	"@123456", "@2020", "@2021", "@2022", "@2023", "@2024", "@2025",
	"@2026", "_", "a", "aa", "aaa", "abc", "asd", "q", "qaz", "qq", "wsx",
};

static const char *const whole[] = {
	"!qaz2wsx", "!qaz@wsx", "098765432", "0987654321", "111111a",
	"111222333", "11223344", "112233445566", "12344321", "123454321",
	"123456654321", "123456789a", "12345678a", "1234567a", "123456aa",
	"123456abc", "123456asd", "123456qq", "123456qwerty", "12345qwert",
	"1234qwer", "123qweasd", "123qweasdzxc", "1314520a", "13579246",
	"1357924680", "147258369", "159357456", "16816888", "1q2w3e",
	"1q2w3e4r", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qa2ws3ed", "1qaz2wsx",
	"1qaz2wsx3edc", "1qaz@wsx", "1qazxsw2", "24681012", "3edc4rfv",
	"51515151", "520131414", "5201314520", "5201314a", "66668888",
	"68686868", "741852963", "76543210", "88886666", "88888888a",
	"98765432", "a12345678", "a123456789", "a1b2c3d4", "a1s2d3f4",
	"a5201314", "aa123456", "abc12345", "abc123456", "abcd1234",
	"admin123", "admin888", "admin@123", "asd123456", "asdasdasd",
	"asdf1234", "asdfghjk", "baseball", "changeme1", "computer",
	"corvette", "dandandan", "football", "iloveyou1", "iloveyou520",
	"internet", "jennifer", "letmein1", "lisi1234", "lkjhgfdsa",
	"maverick", "mercedes", "michelle", "mima1234", "mimamima", "mnbvcxz1",
	"nicaibudao", "p@$$w0rd", "p@ssw0rd1", "pa$$w0rd", "passw0rd1",
	"password!", "password1", "poiuytrewq", "princess", "q1w2e3r4",
	"q1w2e3r4t5", "q1w2e3r4t5y6", "qazqazqaz", "qazwsx123", "qiangqiang",
	"qingqing", "qq123123", "qq123456", "qwe123456", "qweasdzxc123",
	"qweqweqwe", "qwer1234", "qwerty12", "qwertyui", "root1234",
	"starwars", "sunshine", "superman", "test1234", "tiantianle",
	"trustno1", "user1234", "wang1234", "wangwu123", "weiweiwei",
	"welcome1", "whatever", "woaini1314", "woaini520", "woaini521",
	"wodemima", "wodemima1", "womenaini", "woshishen1", "woshishui",
	"xiaoxiao1", "youknow123", "zaq12wsx", "zaq12wsxcde3", "zaq1xsw2",
	"zaq1zaq1", "zhangsan", "zhangsan1", "zxcv1234", "zxcvbnm,",
	"zxcvbnm,./", "zxcvbnm1", "zxczxczxc",
};

/* Rows of a keyboard and of the alphabet, to be walked both ways. */
static const char *const rows[] = {
	"01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop[]",
	"asdfghjkl;'", "zxcvbnm,./", "!@#$%^&*()_+",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
	"qazwsxedcrfvtgbyhnujmik,ol.p;/", "1q2w3e4r5t6y7u8i9o0p",
	"1a2b3c4d5e6f7g8h9i", "q1w2e3r4t5y6u7i8o9p0",
	"a1b2c3d4e5f6g7h8i9", "a1s2d3f4g5h6j7k8l9",
	"147258369", "741852963", "159357", "zaq1xsw2cde3vfr4bgt5nhy6mju7",
};

enum {
	WALK_LEAST = 3,		/* keys in a row */
	WALKS_MAX = 3,		/* walks that make up a password */
	TAIL_MAX = 4,		/* any tail so short is no help */
	WORD_MAX = 32		/* bytes of the longest stem, tail or whole */
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

static bool
in_list(const char *const *list, size_t count, const char *s, size_t n)
{
	char word[WORD_MAX];
	bool found;

	if (n == 0 || n >= sizeof word)
		return false;
	memcpy(word, s, n);
	word[n] = '\0';
	found = bsearch(word, list, count, sizeof *list, by_text) != NULL;
	password_wipe(word, sizeof word);
	return found;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One short piece again and again: 11111111, abcabcabc, woainiwoaini. */
static bool
repeats(const char *s, size_t n)
{
	for (size_t piece = 1; piece <= n / 2; piece++)
		if (piece < PASSWORD_LEAST &&
		    memcmp(s, s + piece, n - piece) == 0)
			return true;
	return false;
}

/* How many bytes of s walk along row, from any key of it, in one way. */
static size_t
walk(const char *row, const char *s, size_t n, bool back)
{
	size_t keys = strlen(row), best = 0;

	for (size_t from = 0; from < keys; from++) {
		size_t k = 0;

		while (k < n && (back ? k <= from : from + k < keys) &&
		    s[k] == row[back ? from - k : from + k])
			k++;
		best = k > best ? k : best;
	}
	return best;
}

/* qwerty, 87654321, 1qaz2wsx; and two or three such, one after the other. */
static bool
walks(const char *s, size_t n)
{
	for (int i = 0; i < WALKS_MAX && n > 0; i++) {
		size_t best = 0;

		for (size_t r = 0; r < COUNT(rows); r++)
			for (int back = 0; back < 2; back++) {
				size_t k = walk(rows[r], s, n, back);

				best = k > best ? k : best;
			}
		if (best < WALK_LEAST)
			return false;
		s += best;
		n -= best;
	}
	return n == 0;
}

/* A birthday, a mobile number, an identity number. */
static bool
is_number_of_life(const char *s, size_t n)
{
	size_t digits = 0;

	while (digits < n && is_digit(s[digits]))
		digits++;
	if (n == 18 && digits >= 17)
		return memcmp(s + 6, "19", 2) == 0 ||
		    memcmp(s + 6, "20", 2) == 0;
	if (digits != n)
		return false;
	return (n == 8 && (memcmp(s, "19", 2) == 0 ||
	    memcmp(s, "20", 2) == 0)) || (n == 11 && s[0] == '1' &&
	    s[1] >= '3');
}

static bool
is_tail(const char *s, size_t n)
{
	return n <= TAIL_MAX || in_list(tails, COUNT(tails), s, n) ||
	    repeats(s, n) || walks(s, n) || is_number_of_life(s, n);
}

/* A word with a tail behind it or before it: password123, 520woaini. */
static bool
is_word_and_tail(const char *s, size_t n)
{
	for (size_t cut = 1; cut < n; cut++) {
		if (in_list(stems, COUNT(stems), s, cut) &&
		    is_tail(s + cut, n - cut))
			return true;
		if (in_list(stems, COUNT(stems), s + cut, n - cut) &&
		    is_tail(s, cut))
			return true;
	}
	return in_list(stems, COUNT(stems), s, n);
}

bool
password_is_common(const char *s, size_t n)
{
	return in_list(whole, COUNT(whole), s, n) || repeats(s, n) ||
	    walks(s, n) || is_number_of_life(s, n) || is_word_and_tail(s, n);
}
