package io.residua;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** Holds the modules to one direction: jobs knows io and backbone, io knows backbone's root. */
class LayeringTest {

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.residua");

  @Test
  void modulesPointOneWay() {
    noClasses()
        .that()
        .resideInAPackage("io.residua.backbone..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.residua.io..", "io.residua.jobs..")
        .check(PRODUCT);
    noClasses()
        .that()
        .resideInAPackage("io.residua.io..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.residua.jobs..")
        .check(PRODUCT);
  }

  @Test
  void ioKnowsOnlyTheVocabularyOfTheBackbone() {
    noClasses()
        .that()
        .resideInAPackage("io.residua.io..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.residua.backbone.*..")
        .check(PRODUCT);
  }

  @Test
  void theVocabularyKnowsTheJdkOnly() {
    DescribedPredicate<JavaClass> allowed =
        JavaClass.Predicates.resideInAnyPackage("java..", "io.residua.backbone", "org.jspecify..");
    classes()
        .that()
        .resideInAPackage("io.residua.backbone")
        .should()
        .onlyDependOnClassesThat(allowed)
        .check(PRODUCT);
  }

  @Test
  void theBackboneKnowsNeitherSparkNorTheLake() {
    noClasses()
        .that()
        .resideInAPackage("io.residua.backbone..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..",
            "org.apache.hadoop..",
            "org.apache.arrow..",
            "org.apache.parquet..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheReadersOfWeightsKnowHdf5() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.residua.backbone.weights")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.jhdf..")
        .check(PRODUCT);
  }

  @Test
  void weightsKnowNoEngine() {
    noClasses()
        .that()
        .resideInAPackage("io.residua.backbone.weights")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.residua.backbone.dl4j",
            "io.residua.backbone.onednn",
            "org.deeplearning4j..",
            "org.nd4j..",
            "org.bytedeco..")
        .check(PRODUCT);
  }

  @Test
  void onlyJobsKnowSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.residua.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(PRODUCT);
  }

  @Test
  void theProofSharesNoCodeWithTheWriter() {
    noClasses()
        .that()
        .resideInAPackage("io.residua.jobs.verify")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.residua.io..", "io.residua.backbone..", "io.residua.jobs.extract")
        .check(PRODUCT);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.residua.(**)")
        .should()
        .beFreeOfCycles()
        .check(PRODUCT);
  }
}
