package io.tallystick.qa.house;

import static java.util.Objects.requireNonNull;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the Java files declare, as the JDK's own parser sees it. */
final class JavaDeclarations {

  /**
   * A class, interface, enum or record.
   *
   * @param file where
   * @param name simple name
   * @param isTopLevel not nested
   * @param isPublic has the modifier
   * @param documentation its Javadoc, null without one
   */
  record Type(
      SourceFile file,
      String name,
      boolean isTopLevel,
      boolean isPublic,
      @Nullable String documentation) {}

  /**
   * A method or constructor.
   *
   * @param file where
   * @param name of the method
   * @param lines from its first annotation or modifier to its closing brace
   */
  record Method(SourceFile file, String name, int lines) {}

  static final JavaDeclarations ALL = new JavaDeclarations(Repository.files("java"));

  private final List<Type> types = new ArrayList<>();
  private final List<Method> methods = new ArrayList<>();

  JavaDeclarations(List<SourceFile> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<URI, SourceFile> filesByAddress = new HashMap<>();
    List<Unit> units = new ArrayList<>();
    for (SourceFile file : files) {
      Unit unit = new Unit(file);
      units.add(unit);
      filesByAddress.put(unit.toUri(), file);
    }
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, units);
    DocTrees trees = DocTrees.instance(task);
    try {
      for (CompilationUnitTree tree : task.parse()) {
        SourceFile file = requireNonNull(filesByAddress.get(tree.getSourceFile().toUri()));
        new Collector(file, tree, trees).scan(tree, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Type> types() {
    return types;
  }

  List<Method> methods() {
    return methods;
  }

  private final class Collector extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final SourceFile file;
    private final CompilationUnitTree unit;
    private final DocTrees trees;
    private final LineMap lines;
    private final SourcePositions positions;

    Collector(SourceFile file, CompilationUnitTree unit, DocTrees trees) {
      this.file = file;
      this.unit = unit;
      this.trees = trees;
      this.lines = unit.getLineMap();
      this.positions = trees.getSourcePositions();
    }

    @Override
    public @Nullable Void visitClass(ClassTree node, @Nullable Void nothing) {
      if (!node.getSimpleName().isEmpty()) {
        boolean isTopLevel =
            getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.COMPILATION_UNIT;
        types.add(new Type(
            file,
            node.getSimpleName().toString(),
            isTopLevel,
            node.getModifiers().getFlags().contains(Modifier.PUBLIC),
            trees.getDocComment(getCurrentPath())));
      }
      return super.visitClass(node, nothing);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree node, @Nullable Void nothing) {
      long end = positions.getEndPosition(unit, node);
      if (end >= 0) { // a record's own constructor has no place in the text
        long first = lines.getLineNumber(positions.getStartPosition(unit, node));
        long last = lines.getLineNumber(end);
        methods.add(new Method(file, node.getName().toString(), (int) (last - first + 1)));
      }
      return super.visitMethod(node, nothing);
    }
  }

  private static final class Unit extends SimpleJavaFileObject {
    private final SourceFile file;

    Unit(SourceFile file) {
      super(URI.create("repository:///" + file.path()), JavaFileObject.Kind.SOURCE);
      this.file = file;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return file.text();
    }
  }
}
