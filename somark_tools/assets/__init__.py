"""What stands beside a result, pictures, page images, the PDF, and a picture of a page made from them."""
