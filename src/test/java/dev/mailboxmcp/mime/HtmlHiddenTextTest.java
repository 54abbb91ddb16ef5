// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.html.HtmlText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents in which {@code SECRET} is what a person does not see, {@code shown} what a person sees. */
class HtmlHiddenTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // not displayed
                "<div hidden>SECRET</div>shown",
                "<div style='display:none'>SECRET</div>shown",
                "<div style='DISPLAY : NONE !important'>SECRET</div>shown",
                "<div style='display:/**/none'>SECRET</div>shown",
                "<div style='d\\69splay:none'>SECRET</div>shown",
                "<div style='display:n\\6fne'>SECRET</div>shown",
                "<div style='color:red;;:x;display:none;'>SECRET</div>shown",
                "<div style='background:url(\"a;b\");display:none'>SECRET</div>shown",
                "<div style='display:none'><p style='display:block'>SECRET</p></div>shown",
                // not visible
                "<div style='visibility:hidden'>SECRET</div>shown",
                "<div style='visibility:collapse'>SECRET</div>shown",
                "<div style='visibility:hidden'>SECRET<b style='visibility:visible'>shown</b></div>",
                "<div style='opacity:0'>SECRET</div>shown",
                "<div style='opacity:.01'><b style='opacity:1'>SECRET</b></div>shown",
                "<div style='opacity:0%'>SECRET</div>shown",
                // too small
                "<div style='font-size:0'>SECRET</div>shown",
                "<div style='font-size:1px'>SECRET</div>shown",
                "<div style='font:1px/1 Arial'>SECRET</div>shown",
                "<div style='font:bold 0/0 a'>SECRET</div>shown",
                "<div style='font-size:0'>SECRET<b style='font-size:14px'>shown</b></div>",
                "<span style='font-size:0.5pt'>SECRET</span>shown",
                // flat boxes
                "<div style='height:0;overflow:hidden'>SECRET</div>shown",
                "<div style='max-height:0;overflow:hidden'>SECRET</div>shown",
                "<div style='max-height:0px;overflow-y:hidden'>SECRET</div>shown",
                "<div style='width:0;overflow:hidden'>SECRET</div>shown",
                "<div style='width:1px;height:1px;overflow:hidden;position:absolute'>SECRET</div>shown",
                "<span style='display:inline-block;width:0;overflow:hidden'>SECRET</span>shown",
                "<div style='max-width:0;overflow:clip'>SECRET</div>shown",
                // out of sight
                "<div style='position:absolute;left:-9999px'>SECRET</div>shown",
                "<div style='position:fixed;top:-100em'>SECRET</div>shown",
                "<div style='position:absolute;inset:-9999px auto auto -9999px'>SECRET</div>shown",
                // as the ground
                "<div style='color:white'>SECRET</div>shown",
                "<div style='color:#fff'>SECRET</div>shown",
                "<div style='color:rgb(255,255,254)'>SECRET</div>shown",
                "<div style='color:#fdfdfd'>SECRET</div>shown",
                "<font color=white>SECRET</font>shown",
                "<font color=ffffff>SECRET</font>shown",
                "<div style='color:transparent'>SECRET</div>shown",
                "<div style='color:rgba(0,0,0,.02)'>SECRET</div>shown",
                "<div style='-webkit-text-fill-color:transparent'>SECRET</div>shown",
                "<div style='background:#000'><b style='color:#010101'>SECRET</b><b style='color:#fff'>shown</b></div>",
                "<div style='background-color:black'>SECRET<b style='color:yellow'>shown</b></div>",
                "<table bgcolor='#336699'><tr><td><font color='#336699'>SECRET</font>shown</table>",
                "<body bgcolor=black text=white><font color=black>SECRET</font>shown</body>",
                "<div style='background:linear-gradient(#fff,#fefefe);color:#fff'>SECRET</div>shown",
                "<a href='https://example.org/' style='color:#fff'>SECRET</a>shown",
                // by style sheets
                "<style>.x{display:none}</style><p class=x>SECRET</p>shown",
                "<style>#x{display:none}</style><p id=x>SECRET</p>shown",
                "<style>p.x{color:#fff}</style><p class='a x'>SECRET</p>shown",
                "<style>.a .x{font-size:0}</style><div class=a><p class=x>SECRET</p></div>shown",
                "<style>.a > p{visibility:hidden}</style><div class=a><p>SECRET</p></div>shown",
                "<style>p:first-child{display:none}</style><div><p>SECRET</p><p>shown</p></div>",
                "<style>[class~=x]{display:none}</style><p class='a x'>SECRET</p>shown",
                "<style>p{display:block}.x{display:none}p{display:block}</style><p class=x>SECRET</p>shown",
                "<style>.x{display:none!important}</style><p class=x style='display:block'>SECRET</p>shown",
                "<style><!-- /* .x */ .x{display:none} --></style><p class=x>SECRET</p>shown",
                "<style>@media screen{.x{display:none}}</style><p class=x>SECRET</p>shown",
                "<style>@media (min-width:600px){.x{display:none}}</style><p class=x>SECRET</p>shown",
                "<style>@import 'a.css';.x{display:none}</style><p class=x>SECRET</p>shown",
                "<body>shown<p class=x>SECRET</p><style>.x{display:none}</style></body>",
                "<style>a,.y,.x{display:none}</style><p>shown</p><p class=x>SECRET</p>",
                // not text
                "<script>SECRET</script>shown",
                "<style>SECRET</style>shown",
                "<template>SECRET</template>shown",
                "<iframe>SECRET</iframe>shown",
                "<head><title>SECRET</title></head>shown",
                "<!-- SECRET -->shown",
                "<!--[if mso]><p>SECRET</p><![endif]-->shown",
                "<![if !mso]>shown<![endif]><!--[if gte mso 9]>SECRET<![endif]-->",
                "<input type=hidden value=SECRET>shown",
                "<select><option>shown<option>SECRET</select>",
                "<img alt='SECRET' width=1 height=1>shown",
                "<img alt='SECRET' style='display:none'>shown",
                "<div title='SECRET' data-x='SECRET' aria-label='SECRET'>shown</div>",
            })
    void whatNobodySeesIsLeftOut(String html) {
        assertThat(read(html).text()).contains("shown").doesNotContain("SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div aria-hidden=true>shown</div>",
                "<div style='mso-hide:all'>shown</div>",
                "<div style='opacity:.5'>shown</div>",
                "<div style='color:#767676'>shown</div>",
                "<div style='color:#ddd'>shown</div>",
                "<div style='background:#000;color:#fff'>shown</div>",
                "<table bgcolor=#000000><tr><td><font color=#ffffff>shown</font></table>",
                "<div style='font-size:9px'>shown</div>",
                "<td style='font-size:0'><span style='font-size:14px'>shown</span></td>",
                "<div style='height:0'>shown</div>",
                "<span style='height:0;overflow:hidden'>shown</span>",
                "<table><tr><td style='max-height:0;overflow:hidden'>shown</td></tr></table>",
                "<div style='overflow:hidden'>shown</div>",
                "<div style='width:100%;max-width:600px;overflow:hidden'>shown</div>",
                "<div style='text-indent:2em'>shown</div>",
                "<div style='margin-left:-10px'>shown</div>",
                "<div style='position:relative;left:10px'>shown</div>",
                "<div style='display:block'>shown</div>",
                "<div style='display:nonesuch'>shown</div>",
                "<div hidden style='display:block'>shown</div>",
                "<style>@media print{.x{display:none}}</style><p class=x>shown</p>",
                "<style>@media only screen and (max-width:480px){.x{display:none}}</style><p class=x>shown</p>",
                "<style>@media (prefers-color-scheme:dark){.x{color:#fff}}</style><p class=x>shown</p>",
                "<style>.x:hover{display:none}</style><p class=x>shown</p>",
                "<style>.x{display:none}.y{display:block}</style><p class='x y'>shown</p>",
                "<style>.x{display:none}</style><p class=x style='display:block'>shown</p>",
                "<style>.x{display:none}</style><p class=z>shown</p>",
                "<style media=print>.x{display:none}</style><p class=x>shown</p>",
                "<div style='background:linear-gradient(#00f,#f00);color:#fff'>shown</div>",
                "<h1 style='background:linear-gradient(#f00,#00f);-webkit-background-clip:text;color:transparent'>shown</h1>",
                "<div style='color:white;color:black'>shown</div>",
                "<div style='color:white;color:nonsense(1)'><b style='color:#000'>shown</b></div>",
                "<dialog open>shown</dialog>",
                "<p>and</p><noscript>shown</noscript>",
                "<details open><summary>x</summary>shown</details>",
                "<p style='color:inherit'>shown</p>",
                "<a href='https://example.org/'>shown</a>",
                "<button>shown</button>",
                "<marquee>shown</marquee>",
            })
    void whatPeopleSeeStays(String html) {
        HtmlText read = read(html);

        assertThat(read.text()).contains("shown");
        assertThat(read.hiddenCharacters()).isZero();
    }

    /** Browsers hide it, and other programs may not, or it takes a layout to tell; or we do not understand it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div style='content-visibility:hidden'>SECRET</div>shown",
                "<dialog>SECRET</dialog>shown",
                "<div style='opacity:.3'><b style='opacity:.3'>SECRET</b></div>shown",
                "<div style='filter:opacity(0)'>SECRET</div>shown",
                "<div style='font-size:.1em'>SECRET</div>shown",
                "<div style='font-size:5%'>SECRET</div>shown",
                "<div style='zoom:0.01'>SECRET</div>shown",
                "<div style='transform:scale(0)'>SECRET</div>shown",
                "<div style='scale:0'>SECRET</div>shown",
                "<div style='transform:rotateY(90deg)'>SECRET</div>shown",
                "<div style='letter-spacing:-1em'>SECRET</div>shown",
                "<div style='line-height:0;overflow:hidden'>SECRET</div>shown",
                "<div style='position:absolute;left:99999px'>SECRET</div>shown",
                "<div style='transform:translateX(-9999px)'>SECRET</div>shown",
                "<div style='position:absolute;clip:rect(0,0,0,0)'>SECRET</div>shown",
                "<div style='position:absolute;clip:rect(1px 1px 1px 1px)'>SECRET</div>shown",
                "<div style='clip-path:inset(50%)'>SECRET</div>shown",
                "<div style='clip-path:inset(0 100% 0 0)'>SECRET</div>shown",
                "<div style='clip-path:circle(0)'>SECRET</div>shown",
                "<div style='clip-path:polygon(0 0,0 0,0 0)'>SECRET</div>shown",
                "<table bgcolor=white><tr><td><div style='position:relative;z-index:-1'>SECRET</div>shown</table>",
                "<div style='-webkit-text-security:disc'>SECRET</div>shown",
                "<svg><text>SECRET</text></svg>shown",
                "<math><mi>SECRET</mi></math>shown",
                "<object>SECRET</object>shown",
                "<video>SECRET</video>shown",
                "<div style='font-size:calc(1px - 1px)'>SECRET</div>shown",
                "<div style='text-indent:-9999px'>SECRET</div>shown",
                "<div style='margin-left:-9999px'>SECRET</div>shown",
                "<div style='margin:0 0 0 -5000px'>SECRET</div>shown",
                "<div style='color:hsl(0,0%,100%)'>SECRET</div>shown",
                "<details><summary>x</summary>SECRET</details>shown",
                "<p popover>SECRET</p>shown",
                "<fencedframe>SECRET</fencedframe>shown",
                "<canvas>SECRET</canvas>shown",
                "<div><template shadowrootmode=open>x</template>SECRET</div>shown",
                "<style>@supports (display:grid){.x{display:none}}</style><p class=x>SECRET</p>shown",
                "<style>@media (min-width:1200px){.x{display:none}}</style><p class=x>SECRET</p>shown",
                "<style>@layer a{.x{display:none}}</style><p class=x>SECRET</p>shown",
                "<style>.x:nonesuch{display:none}</style><p class=x>SECRET</p>shown",
                "<style>.a{& .x{display:none}}</style><div class=a><p class=x>SECRET</p></div>shown",
                "<style>.x{display:none}@namespace url(http://www.w3.org/2000/svg);.x{display:block}</style><p class=x>SECRET</p>shown",
                "<style>@import 'data:text/css,p{display:none}';</style><p>SECRET</p>shown",
                "<style>@font-face{font-family:x;src:url(data:font/woff2;base64,AAAA)}</style><p style='font-family:x'>SECRET</p>shown",
                "<div style='display:none;display:nonesuch'>SECRET</div>shown",
                "<div style='display:var(--x)'>SECRET</div>shown",
                "<div style='unheard-of:1'>SECRET</div>shown",
                "<div style='color:oklch(100% 0 0)'>SECRET</div>shown",
                "<div style='font-size:min(0px,1em)'>SECRET</div>shown",
                "<div style='width:80px;overflow:hidden;white-space:nowrap'>some words and SECRET</div>shown",
                "<div style='height:20px;overflow:hidden'>words<br>SECRET</div>shown",
                "<p>SECRET</p><div style='margin-top:-50px;background:#fff;height:60px'></div>shown",
                "<div style='margin-bottom:-900px'></div><p>SECRET</p>shown",
                "<table><colgroup style='background:#000'><tr><td style='color:#333'>SECRET</table>shown",
                "<p>SECRET</p><svg style='position:absolute'><rect fill='#fff'/></svg>shown",
                "<p style='margin:0'>SECRET</p><span style='background:#fff;padding:20px 500px 0 0'>&nbsp;</span>shown",
                "<span style='background:#fff;padding-top:20px'>SECRET<br>shown</span>",
                "<p style='margin:0'>SECRET</p><a style='background:#06c;color:#fff;padding:18px 80px'>shown</a>",
                "<pre><span style='background:#fff;padding-top:20px'>SECRET\nshown</span></pre>",
                "<style>@supports (x:y){a{display:block}}</style><p style='margin:0'>SECRET</p><a style='background:#06c;padding:20px'>shown</a>",
                "<p style='line-height:.5'>SECRET<br><span style='background:#fff'>shown</span></p>",
                "SECRET<br><span style='border-top:18px solid #fff'>shown</span>",
                "SECRET<br><span style='box-shadow:0 -18px #fff'>shown</span>",
                "<span style='position:relative;background:#fff;padding-bottom:20px'>shown</span><br>SECRET",
                "<table><tr><td>SECRET<td>x<tr><td><span style='background:#06c;padding:18px 90px'>shown</span></table>",
                "<p style='margin:0'>SECRET</p><div style='position:relative;top:-8px'><div style='position:relative;top:-8px;background:#fff'>shown</div></div>",
                "<p style='margin:0'>SECRET</p><div style='margin-top:calc(-30px)'></div><div style='position:relative;background:#fff'>shown</div>",
                "<p style='text-indent:-190px'>SECRET</p>shown",
                "<p style='-webkit-text-stroke:1px #fff;font-size:7px'>SECRET</p>shown",
                "<p style='-webkit-text-stroke:thin #fff;font-weight:100'>SECRET</p>shown",
                "<p><b style='display:inline-block;outline:3px solid #fff;outline-offset:-6px'>SECRET</b></p>shown",
                "<p style='margin-inline-start:-9px'>SECRET</p>shown",
                "<div style='display:contents;background:#000;color:#fff'>SECRET</div>shown",
                "<div style='background:#000;color:#fff;height:30px'>x<br><br><br><br>SECRET</div>shown",
                "<div style='display:flex'><b style='order:2'>SECRET</b><b>shown</b></div>",
                "<div style='display:flex;flex-flow:row-reverse'><b>SECRET</b><b>shown</b></div>",
                "<q style='quotes:\"not \" \"\"'>SECRET</q>shown",
                "<style>@counter-style x{system:cyclic;symbols:'not '}</style><ul style='list-style:x'><li>SECRET</ul>shown",
                "<style>li::marker{content:counter(x)}</style><ul><li>SECRET</ul>shown",
                "<div style='background:#06c;color:#fff;height:30px;line-height:1'><i style='font/**/:90px serif'>x<br></i>SECRET</div>shown",
                "<div style='background:#000;color:#fff;width:60px'>&#3713;&#3713;&#3713;&#3713;&#3713;&#3713;&#3713;&#3713;&#3713;SECRET</div>shown",
                "<div style='background:#000;color:#fff;width:60px;word-break:keep-all;word-break:x'>&#20013;&#25991;&#20013;&#25991;&#20013;&#25991;SECRET</div>shown",
                "<div style='background:#000;color:#fff;width:60px;white-space:nowrap'>xxx\nxxx\nxxx\nSECRET</div>shown",
                "<div style='background:#000;color:#fff;width:60px'><table style='color:#fff'><td style='word-wrap:break-word'>xxxxxxxxxxxxSECRET</table></div>shown",
                "<div style='background:#000;color:#fff;width:60px'>xxxxxxxxxxxx<br style='display:none'>SECRET</div>shown",
                "<div style='background:#000;color:#fff;width:60px;word-break:break-all'><i style='word-break:normal'>xxxxxxxxxxxxSECRET</i></div>shown",
                "<style>@media (max-width:1100px){.c{display:inline}}</style><div class=c style='background:#036'><p style='color:#fff'>SECRET</p></div>shown",
                "<div style='background:#000;color:#fff;border-radius:var(--r);height:600px;width:600px'>SECRET</div>shown"
            })
    void whatMayBeHiddenStaysAndIsToldOf(String html) {
        HtmlText read = read(html);

        assertThat(read.text()).contains("shown").contains("SECRET");
        assertThat(read.uncertain()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p style='color:#777;line-height:1.5;text-align:center;padding:0 20px'>shown</p>",
                "<table bgcolor='#20304a'><tr><td><table><tr><td style='color:#fff'>shown</table></table>",
                "<a href='https://example.org/' style='display:inline-block;height:40px;line-height:40px;background:#06c;color:#fff;padding:0 20px'>shown</a>",
                "<div style='background:#123 url(https://example.org/a.png) center/cover;color:#fff'>shown</div>",
                "<div style='background:linear-gradient(90deg,#102030,#304050);color:#fff'>shown</div>",
                "<div style='overflow:hidden;border-radius:8px;max-width:600px'>shown</div>",
                "<div style='font-size:0;line-height:0'><p style='font-size:14px;line-height:20px'>shown</p></div>",
                "<div style='display:none;max-height:0'>&nbsp;&zwnj;</div><p>shown</p>",
                "<style>@media only screen and (max-width:600px){.x{display:none!important}}</style><p class=x>shown</p>",
                "<style>@media (prefers-color-scheme:dark){.x{color:#fff!important}}</style><p class=x>shown</p>",
                "<style>@import url(https://example.org/a.css);@font-face{font-family:x;src:url(https://example.org/x.woff2)}</style><p>shown</p>",
                "<style>u + .body .x{display:none}a[x-apple-data-detectors]{color:inherit!important}</style><p class=x>shown</p>",
                "<p class=MsoNormal style='margin:0in;mso-line-height-rule:exactly;tab-stops:1in;color:windowtext'><o:p>shown</o:p></p>",
                "<p style='-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%;word-break:break-word'>shown</p>",
                "<p style='box-shadow:0 2px 8px rgba(0,0,0,.3);border:1px solid #ccc;outline:none'>shown</p>",
                "<p style='margin:0 0 -2px;position:relative;top:1px'>shown</p>",
                "<p style='transition:color .3s;cursor:pointer'>shown</p>",
                "<p style='font-size:14px;color:red;font-size:;color:'>shown</p>",
                "<button style='background:#06c;color:#fff'>shown</button>",
                "<p style='<!-- display:none'>shown</p>",
                "<p style='opacity:1;z-index:auto;overflow:visible;position:static;float:none'>shown</p>",
                "<p style='height:auto;max-height:none;line-height:normal;letter-spacing:normal;margin:auto'>shown</p>",
                "<p style='background:#000 none repeat scroll 0% 0%;color:#fff'>shown</p>",
                "<p style='background:url(https://example.org/a.png) no-repeat left top / 100% auto #000;color:#fff'>shown</p>",
                "<p style='background:#000 url(https://example.org/a.png) no-repeat right 10px bottom 20px;color:#fff'>shown</p>",
                "<p style='background:url(https://example.org/a.png),#000;color:#fff'>shown</p>",
                "<p style='background:#000;color:rgb(255 255 255 / 90%)'>shown</p>",
                "<p style='background:linear-gradient(to bottom right,#000,#333 50%,#111);color:#fff'>shown</p>",
                "<p style='background:-webkit-linear-gradient(top,#000,#333);color:#fff'>shown</p>",
                "<p style='background:radial-gradient(circle at 50% 50%,#000 0%,#333 100%);color:#fff'>shown</p>",
                "<p style='background:#000;color:rgba(100%,100%,100%,.9)'>shown</p>",
                "<style>p:nth-child( 2n + 1 ){color:#333}p:nth-child(-n+3){margin:0}</style><p>shown</p>",
                "<style>@media screen and (min-width:1px) and (max-width:9999px){p{color:#333}}</style><p>shown</p>",
                "<style>@media not all and (min-width:1px){p{display:none}}</style><p>shown</p>",
                "<style>@media only screen{p{color:#333}}@media{p{margin:0}}</style><p>shown</p>",
                "<style>@media (-webkit-min-device-pixel-ratio:2){p::after{content:''}}</style><p>shown</p>",
                "<style>input:checked~p{display:none}</style><input type=checkbox><p>shown</p>",
                "<style>input:checked~p{display:none}</style><input type=radio><p>shown</p>",
                "<div style='width:24px;height:24px;border-radius:50%;background:#412e28;color:#fff;font-size:13px'>1</div><p>shown</p>",
                "<div style='width:1px;min-width:100%;background:#000;color:#fff'>shown</div>",
                "<style>b{border:0}b{border:0}b{border:0}b{border:0}b{border:0}b{border:0}</style><b>shown</b>",
                "<p style='background:#000 url(https://example.org/a.png) no-repeat right 10px center;color:#fff'>shown</p>",
                "<p>x</p><p><a href='https://example.org/' style='background:#06c;padding:12px 20px;color:#fff'>shown</a></p><p>y</p>",
                "<table><tr><td>x<tr><td style='padding:14px 0'><a style='background:#06c;padding:12px 20px;color:#fff'>shown</a><tr><td>y</table>",
                "<table><tr><td>x<td><a style='background:#06c;padding:12px 20px;color:#fff'>shown</a></table>",
                "<table><tr><td>x<tr><td height=20>&nbsp;<tr><td><a style='background:#06c;padding:12px 20px;color:#fff'>shown</a></table>",
                "<p style='line-height:1.6'>Press <a style='background:#06c;padding:12px 20px;color:#fff'>shown</a> now</p>",
                "x<br><br><a style='background:#06c;padding:12px 20px;color:#fff'>shown</a>",
                "x<div style='float:left;background:#06c;padding:12px 20px;color:#fff'>shown</div>",
                "<p style='font-size:14px;line-height:1.4'>x <code style='background:#eee;padding:2px 4px'>shown</code><br><code style='background:#eee;padding:2px 4px'>y</code></p>",
                "<p style='margin-left:36pt;text-indent:-18pt'>shown</p>",
                "<p style='outline:medium none;-webkit-text-stroke-width:0px'>shown</p>",
                "<div style='margin:0 -8px'><div style='padding:0 8px'><div style='margin:0 -8px'><div style='padding:0 8px'>shown</div></div></div></div>",
                "<button style='background:#06c;color:#fff'><div>shown</div></button>",
                "<p><span style='background:#000;color:#fff'>x <b>shown</b></span></p>",
                "<div style='background:#000;color:#fff;width:200px'>x x x x x x x x x x x x x x x x x x x x x x x shown</div>",
                "<a style='display:inline-block;background:#06c;color:#fff;border-radius:100px;padding:12px 30px'>shown</a>",
                "<div style='background:#06c;color:#fff;border-radius:24px;padding:32px'><p>x</p><p>shown</p></div>",
                "<p style='text-shadow:0 1px 2px #888;box-shadow:0 19px 38px rgba(0,0,0,.3)'>shown</p>",
                "<style>li::marker{color:red}</style><ul style='quotes:none'><li style='order:0'>shown</ul>",
                "<div style='height:44px;line-height:44px;background:#06c'><a href='https://example.com/' style='color:#fff;font-family:Arial;font-weight:bold;border-radius:4px'>shown</a></div>",
                "<div style='background:#000;color:#fff;width:60px'>&#20013;&#25991;&#20013;<b>&#25991;</b><i>&#20013;</i>&#25991;shown</div>",
                "<div style='background:#000;color:#fff;width:60px'>&#44032;&#45208;&#44032;&#45208;&#44032;&#45208;&#12371;&#12428;&#12399;shown</div>",
                "<div style='background:#000;color:#fff;width:60px'>&#3611;&#3619;&#3632;&#3648;&#3607;&#3624;&#3652;&#3607;&#3618;&#3626;&#3623;&#3633;&#3626;&#3604;&#3637; shown</div>",
                "<div style='background:#000;color:#fff;width:60px'>xxx\nxxx\nxxx\txxx\nshown</div>",
                "<div style='background:#000;color:#fff;width:60px'><b style='display:none'>xxxxxxxxxxxx</b>shown</div>",
                "<div style='background:#000;color:#fff;width:60px;word-break:break-all'>xxxxxxxxxxxxshown</div>",
                "<div style='background:#000;color:#fff;width:60px;word-break:break-word'>xxxxxxxxxxxxshown</div>",
                "<div style='background:#000;color:#fff;width:60px;word-wrap:break-word'>xxxxxxxxxxxxshown</div>",
                "<body style='overflow-wrap:anywhere'><div style='background:#000;color:#fff;width:60px'><table style='color:#fff'><td>xxxxxxxxxxxxshown</table></div>",
                "<div style='background:#000;color:#fff;width:60px'>xxx-xxx-xxx-shown</div>",
                "<div style='background:#000;color:#fff;width:60px'>xxxxx<wbr>shown</div>",
                "<style>@media (max-width:1000px){.c{display:block}}</style><table><td class=c bgcolor='#003366'><p style='color:#fff'>shown</p></table>",
                "<style>@media (max-width:1000px){.c{float:none;display:inline-block}}</style><div class=c style='background:#036;float:left'><p style='color:#fff'>shown</p></div>",
                "<p style='border-radius:var(--r);text-shadow:var(--s);quotes:var(--q);flex-flow:var(--f);will-change:var(--w)'>shown</p>"
            })
    void whatNewslettersDoRaisesNoDoubt(String html) {
        HtmlText read = read(html);

        assertThat(read.text()).contains("shown");
        assertThat(read.uncertain()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<style>.x::before{content:'shown'}</style><p class=x></p>",
                "<style>.x:after{content:attr(title)}</style><p class=x title=shown></p>",
                "<input placeholder=shown>",
                "<select multiple><option>x<option>shown</select>",
                "<p>x</p><style style='display:block'>shown</style>",
                "<p style='color:#fff;filter:invert(1)'>shown</p>",
                "<p style='font-size:1px;zoom:20'>shown</p>",
                "<style>body{height:1px;overflow:hidden}</style><p>shown</p>",
            })
    void whatBrowsersShowInOddWaysIsRead(String html) {
        assertThat(read(html).text()).contains("shown");
    }

    @Test
    void hiddenCharactersAreCountedWithoutBlanks() {
        assertThat(read("<p>shown</p><div style='display:none'>two <b>words</b>&nbsp;&zwnj;</div>")
                        .hiddenCharacters())
                .isEqualTo(8);
    }

    @Test
    void whatIsNoTextIsNotCounted() {
        assertThat(read("<script>1</script><style>p{}</style><!-- x -->shown").hiddenCharacters())
                .isZero();
    }

    private static HtmlText read(String html) {
        return BodyText.html(html.getBytes(UTF_8), "", "utf-8");
    }
}
