// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.feature.Changes;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.prompt.PromptCatalog;
import dev.mailboxmcp.skill.SkillCatalog;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolHandler;
import dev.mailboxmcp.tool.ToolRunner;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Puts the fixtures in the place of the product's features; all else in the WAR is the product. */
@ApplicationScoped
@Alternative
@Priority(1) // of the class: on a producer alone it counts from CDI 4.1 on, which WildFly and Payara do not have yet
public class FixtureWiring {
    @Produces
    @Singleton
    Features features() {
        Changes changes = new Changes();
        List<ToolHandler> tools = new ArrayList<>(new FixtureTools(changes).all());
        tools.addAll(AskingTools.all());
        tools.addAll(ProbeTools.all());
        ToolCatalog catalog = new ToolCatalog(tools);
        return new Features(
                catalog,
                new ToolRunner(catalog, failure -> null),
                new FixtureResources(),
                new PromptCatalog(FixturePrompts.all()),
                SkillCatalog.EMPTY,
                changes,
                credentials -> EnumSet.allOf(Permission.class),
                failure -> null);
    }
}
