// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.mailboxmcp.access.CallBudgets;
import dev.mailboxmcp.access.CallKind;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.ReviewedDraft;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.mailbox.Reading;
import java.net.IDN;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds the arrows of docs/architecture.md: every one points downwards, and eras can be deleted whole. */
@AnalyzeClasses(packages = "dev.mailboxmcp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.mailboxmcp";

    /** What a page shows of a mail, the only thing that pages know of mail. */
    private static final DescribedPredicate<JavaClass> SHOWN = belongToAnyOf(ReviewedDraft.class, Attachment.class);

    @ArchTest
    static final ArchRule settingsKnowNobody = onlyUses("settings");

    @ArchTest
    static final ArchRule netReadsItsSettings = onlyUses("net", "settings");

    @ArchTest
    static final ArchRule rpcKnowsNobody = onlyUses("rpc");

    @ArchTest
    static final ArchRule textKnowsNobody = onlyUses("text");

    /** The JDK takes the square of their length for some texts. Where it is called all the same, they are short, or the operator's. */
    @ArchTest
    static final ArchRule textOfStrangersIsNormalizedInLinearTime = noClasses()
            .that(resideOutsideOfPackages(
                    ROOT + ".text", ROOT + ".account", ROOT + ".login", ROOT + ".sites", ROOT + ".extract.child"))
            .should()
            .callMethod(Normalizer.class, "normalize", CharSequence.class, Normalizer.Form.class)
            .orShould()
            .callMethod(IDN.class, "toASCII", String.class, int.class)
            .orShould()
            .callMethod(IDN.class, "toASCII", String.class)
            .orShould()
            .callMethod(IDN.class, "toUnicode", String.class, int.class)
            .orShould()
            .callMethod(IDN.class, "toUnicode", String.class);

    @ArchTest
    static final ArchRule mailKnowsTextOnly = onlyUses("mail", "text");

    @ArchTest
    static final ArchRule accountStandsBeside = onlyUses("account", "settings");

    @ArchTest
    static final ArchRule htmlKnowsTextOnly = onlyUses("html", "text");

    @ArchTest
    static final ArchRule officeKnowsTextOnly = onlyUses("office", "text");

    @ArchTest
    static final ArchRule extractionKnowsNoMail = onlyUses("extract", "extract.wire", "settings");

    @ArchTest
    static final ArchRule theWireToTheChildKnowsNobody = onlyUses("extract.wire");

    @ArchTest
    static final ArchRule theChildKnowsItsWireOnly = onlyUses("extract.child", "extract.wire");

    /** Its classes, and PDFBox, are not there in the server. */
    @ArchTest
    static final ArchRule nobodyElseKnowsTheChildOrItsParsers = noClasses()
            .that(resideOutsideOfPackages(ROOT + ".extract.child"))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    ROOT + ".extract.child", "org.apache.pdfbox..", "org.apache.fontbox..", "javax.imageio.."));

    @ArchTest
    static final ArchRule mimeKnowsMailAndTextsOnly = onlyUses("mime", "html", "mail", "text");

    @ArchTest
    static final ArchRule calendarsAreReadBesideMessages = onlyUses("calendar", "mime", "html", "mail", "text");

    @ArchTest
    static final ArchRule loginsAreGuardedBelowThePools = onlyUses("login", "mail", "account", "settings");

    @ArchTest
    static final ArchRule imapLooksDown = onlyUses(
            "imap", "login", "calendar", "mime", "html", "office", "mail", "text", "account", "net", "settings");

    @ArchTest
    static final ArchRule smtpLooksDown =
            onlyUses("smtp", "login", "mime", "mail", "text", "account", "net", "settings");

    @ArchTest
    static final ArchRule sendingLooksDown =
            onlyUses("sending", "imap", "smtp", "mime", "html", "mail", "text", "account", "settings");

    @ArchTest
    static final ArchRule mailboxLooksDown = onlyUses(
            "mailbox",
            "sending",
            "imap",
            "smtp",
            "extract",
            "extract.wire",
            "mime",
            "mail",
            "text",
            "account",
            "settings");

    @ArchTest
    static final ArchRule toolKnowsNoMail = onlyUses("tool", "text", "call", "rpc", "account");

    @ArchTest
    static final ArchRule callsStandBeside = onlyUsesAnd(SHOWN, "call", "text", "rpc", "account");

    @ArchTest
    static final ArchRule resourcesAreKnownByTheirInterface = onlyUses("resource", "call", "rpc", "account");

    @ArchTest
    static final ArchRule promptsAreKnownByTheirInterface = onlyUses("prompt", "call", "rpc", "account");

    @ArchTest
    static final ArchRule featuresKnowNoEra =
            onlyUses("feature", "tool", "resource", "prompt", "skill", "call", "rpc", "account");

    @ArchTest
    static final ArchRule resourcesSpeakInWordsOfMail =
            onlyUses("resources", "text", "resource", "call", "rpc", "access", "mailbox", "mail", "account", "tools");

    @ArchTest
    static final ArchRule skillsAreFilesAlone = onlyUses("skill", "rpc");

    @ArchTest
    static final ArchRule promptsSpeakInWordsOfMail =
            onlyUses("prompts", "text", "prompt", "call", "rpc", "access", "mailbox", "mail", "account");

    @ArchTest
    static final ArchRule theDoorLooksDown =
            onlyUses("access", "text", "tool", "call", "sites", "mailbox", "mail", "account", "settings");

    @ArchTest
    static final ArchRule toolsSpeakInWordsOfMail =
            onlyUses("tools", "access", "tool", "call", "mailbox", "mail", "account");

    @ArchTest
    static final ArchRule aSiteIsWhatStandsBelowTheDoor =
            onlyUses("sites", "mailbox", "sending", "smtp", "imap", "login", "oidc", "mail", "account", "settings");

    /** A command that changes opens its folder for that, or is one of those that need no open folder. */
    private static final DescribedPredicate<JavaClass> CHANGES = DescribedPredicate.describe(
            "send commands that change something",
            type -> List.of("ImapAppend", "ImapFolderChange", "ImapRoleFolder").contains(type.getSimpleName())
                    || !type.getSimpleName().equals("ImapSelection")
                            && type.getMethodCallsFromSelf().stream()
                                    .anyMatch(call -> call.getName().equals("select")
                                            && call.getTargetOwner()
                                                    .getSimpleName()
                                                    .equals("ImapSelection")));

    @ArchTest
    static final ArchRule readingKnowsNoCommandThatChanges = noClasses()
            .that()
            .areAssignableTo(Reading.class)
            .should()
            .transitivelyDependOnClassesThat(CHANGES)
            .orShould()
            .callMethodWhere(target(owner(equivalentTo(ImapPool.class))).and(target(nameMatching("change"))));

    @ArchTest
    static final ArchRule onlyTheDoorOpensMailboxesAndTakesBudgets = noClasses()
            .that(resideOutsideOfPackages(ROOT + ".access", ROOT + ".mailbox"))
            .should()
            .callMethodWhere(target(owner(equivalentTo(Mailboxes.class)))
                    .and(target(nameMatching("reading|organizing|deleting|drafting|sending"))))
            .orShould()
            .callMethod(CallBudgets.class, "take", Credentials.class, CallKind.class);

    @ArchTest
    static final ArchRule protocolKnowsNoTool = onlyUses("protocol", "rpc", "call", "account", "settings");

    @ArchTest
    static final ArchRule statelessEraLooksDown =
            onlyUses("protocol.stateless", "protocol", "rpc", "call", "feature", "resource", "account", "settings");

    @ArchTest
    static final ArchRule legacyEraMayUseTheStatelessOne = onlyUses(
            "protocol.legacy",
            "protocol",
            "protocol.stateless",
            "rpc",
            "call",
            "feature",
            "resource",
            "account",
            "settings");

    @ArchTest
    static final ArchRule httpKnowsErasOnly = onlyUsesAnd(
            SHOWN,
            "http",
            "protocol",
            "observe",
            "oauth",
            "call",
            "protocol.stateless",
            "protocol.legacy",
            "rpc",
            "account",
            "settings");

    @ArchTest
    static final ArchRule theAuthorizationServerKnowsNeitherHttpNorMail =
            onlyUses("oauth", "oidc", "rpc", "account", "net", "settings");

    @ArchTest
    static final ArchRule aRelyingPartyKnowsNobodyWhomItServes = onlyUses("oidc", "rpc", "account", "net", "settings");

    @ArchTest
    static final ArchRule observersKnowNoMail = onlyUses("observe", "call", "rpc", "account", "settings");

    @ArchTest
    static final ArchRule healthLooksAtMailServersOnly =
            onlyUses("health", "imap", "smtp", "net", "account", "settings");

    @ArchTest
    static final ArchRule onlyHttpSpeaksJaxRs = noClasses()
            .that(resideOutsideOfPackages(ROOT + ".http"))
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet.."));

    @ArchTest
    static final ArchRule onlyMailPackagesSpeakJakartaMail = noClasses()
            .that(resideOutsideOfPackages(ROOT + ".imap", ROOT + ".smtp", ROOT + ".mime"))
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.mail..", "org.eclipse.angus.."));

    @ArchTest
    static final ArchRule theLegacyEraCanBeDeleted = noClasses()
            .that(resideOutsideOfPackages(ROOT + ".protocol.legacy", ROOT))
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".http.Eras")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".http.LegacyMcpResource")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT + ".protocol.legacy"));

    @ArchTest
    static final ArchRule theProviderOfJsonIsSearchedForOnce = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("jakarta.json.Json")
            .because("it is searched for anew by each of its methods");

    /** A private type may repeat a name that its file does not use otherwise. */
    @ArchTest
    static void aNameStandsForOneType(JavaClasses classes) {
        Map<String, List<String>> byName = classes.stream()
                .filter(type ->
                        !type.getSimpleName().isEmpty() && !type.getSimpleName().equals("package-info"))
                .filter(type -> !type.getModifiers().contains(JavaModifier.PRIVATE))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));

        assertThat(byName.values())
                .filteredOn(names -> names.size() > 1 && names.stream().anyMatch(name -> !name.contains("$")))
                .as("nested types of the name of a type that stands alone")
                .isEmpty();
    }

    private static ArchRule onlyUses(String subject, String... others) {
        return onlyUsesAnd(DescribedPredicate.alwaysFalse(), subject, others);
    }

    private static ArchRule onlyUsesAnd(DescribedPredicate<JavaClass> more, String subject, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = ROOT + "." + subject;
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = ROOT + "." + others[i];
        }
        return classes()
                .that()
                .resideInAPackage(ROOT + "." + subject)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed)
                        .or(resideOutsideOfPackages(ROOT + ".."))
                        .or(more))
                .allowEmptyShould(true);
    }
}
