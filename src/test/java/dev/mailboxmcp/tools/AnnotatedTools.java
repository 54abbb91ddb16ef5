// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.mailboxmcp.Assembly;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.Tool;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every class of the product that is annotated as a tool, found by scanning as CDI does, and made with what it injects. */
final class AnnotatedTools {
    private static final List<Class<?>> CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.mailboxmcp").stream()
                    .filter(found -> found.isAnnotatedWith(McpTool.class))
                    .<Class<?>>map(found -> found.reflect())
                    .toList();

    private AnnotatedTools() {}

    static Stream<Tool<?, ?>> all(Assembly assembly) {
        return CLASSES.stream().map(type -> make(type, assembly));
    }

    private static Tool<?, ?> make(Class<?> type, Assembly assembly) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return (Tool<?, ?>) constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                    .map(wanted -> injected(wanted, assembly))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " cannot be made", e);
        }
    }

    private static Object injected(Class<?> wanted, Assembly assembly) {
        return Stream.of(assembly, assembly.configuration())
                .flatMap(source -> Arrays.stream(source.getClass().getMethods())
                        .filter(method -> method.getReturnType() == wanted && method.getParameterCount() == 0)
                        .map(method -> value(method, source)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing of type " + wanted + " is made for tools"));
    }

    private static Object value(Method method, Object source) {
        try {
            return method.invoke(source);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.toString(), e);
        }
    }
}
